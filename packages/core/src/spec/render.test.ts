import { describe, expect, test } from 'vitest';
import type { SpecProblem } from './problem.js';
import { renderProblems } from './render.js';

const problem = (changes: Partial<SpecProblem> = {}): SpecProblem => ({
  code: 'GANX_SPEC_UNKNOWN_KEY',
  file: '/home/me/exp/a.yaml',
  line: 2,
  column: 3,
  path: 'data.mode',
  message: 'The dataset "ring" has no key "mode".',
  suggestions: ['modes'],
  ...changes,
});
const sources = [
  { file: '/home/me/exp/a.yaml', text: 'data:\n  mode: 8\n' },
  { file: 'command line', text: 'seed=1\ndata.mode=3' },
];

describe('a rendered problem', () => {
  test('shows place, message, line with a caret, near misses, code and path', () => {
    expect(renderProblems([problem()], sources, { color: false, directory: '/home/me' })).toBe(
      [
        'exp/a.yaml:2:3 error The dataset "ring" has no key "mode".',
        '  2 |   mode: 8',
        '        ^^^^',
        '  Did you mean modes?',
        '  GANX_SPEC_UNKNOWN_KEY at data.mode',
      ].join('\n'),
    );
  });

  test('of the command line names the argument', () => {
    const rendered = renderProblems([problem({ file: 'command line', column: 6 })], sources, {
      color: false,
    });
    expect(rendered).toContain('command line, argument 2 error');
    expect(rendered).toContain('  2 | data.mode=3\n           ^^^^\n');
  });

  test('shows the whole path of a file elsewhere', () => {
    expect(renderProblems([problem()], sources, { color: false, directory: '/other' })).toContain(
      '/home/me/exp/a.yaml:2:3',
    );
    expect(renderProblems([problem()], sources, { color: false })).toContain('/home/me/exp/a.yaml:2:3');
  });

  test('has no frame where the text is not at hand', () => {
    const rendered = renderProblems([problem({ file: '/gone.yaml', suggestions: [] })], sources, {
      color: false,
    });
    expect(rendered).toBe(
      '/gone.yaml:2:3 error The dataset "ring" has no key "mode".\n  GANX_SPEC_UNKNOWN_KEY at data.mode',
    );
  });

  test('is colored only when asked', () => {
    expect(renderProblems([problem()], sources, { color: true })).toContain('\u001b[31m^^^^\u001b[39m');
    expect(renderProblems([problem()], sources, { color: false })).not.toContain('\u001b');
  });

  test('lets no control character of a file through to the terminal', () => {
    const text = 'data:\n  mode: "\u001b[2J\u202e"\n';
    const evil = problem({ message: 'saw \u001b[2J', suggestions: ['\u0007'] });
    const rendered = renderProblems([evil], [{ file: evil.file, text }], { color: false });
    for (const control of ['\u001b', '\u0007', '\u202e']) expect(rendered).not.toContain(control);
    expect(rendered).toContain('mode: "\ufffd[2J\ufffd"');
  });

  test('keeps the caret in sight on a line that is too long', () => {
    const text = `${'x'.repeat(500)}: [mode]`;
    const far = problem({ line: 1, column: 504 });
    const [, line, caret] = renderProblems([far], [{ file: far.file, text }], { color: false }).split('\n');
    expect(line!.length).toBeLessThan(120);
    expect(line!.slice(caret!.indexOf('^'), caret!.lastIndexOf('^') + 1)).toBe('mode');
  });

  test('puts the caret under the spot after wide characters', () => {
    const text = '名前: x';
    const wide = problem({ line: 1, column: 5 });
    expect(renderProblems([wide], [{ file: wide.file, text }], { color: false })).toContain(
      '\n            ^\n',
    );
  });
});

test('several problems are counted at the end', () => {
  expect(renderProblems([problem(), problem()], sources, { color: false }).endsWith('\n\n2 problems.')).toBe(
    true,
  );
});
