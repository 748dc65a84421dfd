import { describe, expect, it } from 'vitest';
import { codeMarkdown, fencedMarkdown, plainMarkdown } from './markdown.js';

describe('a text in Markdown', () => {
  it.each([
    ['0.71 of 1 is above 0.7', '0.71 of 1 is above 0.7'],
    ['<img src=x onerror=alert(1)>', '&lt;img src=x onerror=alert(1)>'],
    ['a\n# A heading', 'a # A heading'],
    ['[here](http://x) and *there*, my_name', '\\[here\\](http://x) and \\*there\\*, my\\_name'],
    ['`code` & \\', '\\`code\\` &amp; \\\\'],
    ['red\u001b[31m\u202e', 'red\\\\u001b\\[31m\\\\u202e'],
  ])('%j only shows', (text, written) => {
    expect(plainMarkdown(text)).toBe(written);
  });

  it.each([
    ['tiny/20261201-012500', '`tiny/20261201-012500`'],
    ['a` <b>x</b> `', '`` a` <b>x</b> ` ``'],
    ['a``b', '```a``b```'],
    ['two\nlines', '`two lines`'],
  ])('%j does not leave its code', (text, written) => {
    expect(codeMarkdown(text)).toBe(written);
  });

  it('keeps its lines, and what is in them, within a fence', () => {
    expect(fencedMarkdown('yaml', 'a: 1')).toBe('```yaml\na: 1\n```\n');
    expect(fencedMarkdown('yaml', 'a: ```\n')).toBe('````yaml\na: ```\n````\n');
  });
});
