import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { shellWord } from './shell-word.js';

describe('a word for the shell', () => {
  test('stays as it is where the shell has no say in it', () => {
    expect(shellWord('+stop.any.2=non-finite')).toBe('+stop.any.2=non-finite');
  });

  test.each([
    'stop={any: [{type: iterations, max: 1}, non-finite]}',
    '~balance',
    'it\'s $HOME `x` "y"',
    '',
    'a#b',
  ])('%j comes back from a shell as it was', (text) => {
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(text)}`], { encoding: 'utf8' })).toBe(text);
  });
});
