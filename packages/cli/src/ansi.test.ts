import { expect, test } from 'vitest';
import { cut, makePaint, visibleLength, wantsColor } from './ansi.js';

test('without colour, paint changes nothing', () => {
  expect(makePaint(false).red('text')).toBe('text');
});

test('cutting counts what is seen and keeps every colour code', () => {
  const { red, bold } = makePaint(true);
  const line = `${red('one')} ${bold('two')} three`;
  expect(visibleLength(line)).toBe(13);
  expect(cut(line, 13)).toBe(line);
  const short = cut(line, 6);
  expect(visibleLength(short)).toBe(6);
  expect(short).toContain(red('one'));
  expect(short.endsWith('\u001b[22m…')).toBe(true);
});

test('NO_COLOR wins over a terminal, FORCE_COLOR over a pipe', () => {
  expect(wantsColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColor({ isTTY: false }, { FORCE_COLOR: '1' })).toBe(true);
  expect(wantsColor({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(wantsColor({}, {})).toBe(false);
});
