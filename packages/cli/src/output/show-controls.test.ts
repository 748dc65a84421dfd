import { expect, test } from 'vitest';
import { makePaint } from '../ansi.js';
import { showControls } from './show-controls.js';

test('controls are shown and not obeyed; line ends and tabs stay', () => {
  const hostile = 'a\u001b]52;c;ZXZpbA==\u0007b\u009b2Jc\rd\u0000e\u007f';
  expect(showControls(`${hostile}\tf\r\n`, true)).toBe(
    'a\\u001b]52;c;ZXZpbA==\\u0007b\\u009b2Jc\\u000dd\\u0000e\\u007f\tf\r\n',
  );
});

test('marks that turn the writing direction are shown', () => {
  expect(showControls('x\u202egnp.exe\u2066', false)).toBe('x\\u202egnp.exe\\u2066');
});

test('our own colours stay where there are colours, and nothing else of their kind', () => {
  const painted = makePaint(true).red('bad');
  expect(showControls(painted, true)).toBe(painted);
  expect(showControls(painted, false)).toBe('\\u001b[31mbad\\u001b[39m');
  expect(showControls('\u001b[5mblink\u001b[2J\u001b[1A', true)).toBe('\\u001b[5mblink\\u001b[2J\\u001b[1A');
});

test('a text of JSON has the same value afterwards', () => {
  const value = { name: 'a\u001b[31m\u009b\u202e\n', list: [1] };
  expect(JSON.parse(showControls(JSON.stringify(value), false))).toEqual(value);
});
