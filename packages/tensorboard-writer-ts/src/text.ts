import { type Summary, valueError } from './summary.js';
import { writeStringTensor } from './tensor.js';

/** Markdown for the Text page. */
export function summarizeText(tag: string, markdown: string): Summary {
  if (typeof markdown !== 'string') throw valueError(`value of "${tag}"`, markdown, 'a string');
  return { plugin: 'text', writeValue: (out) => writeStringTensor(out, [], [markdown]) };
}

/** Cells of Markdown, [rows] or [rows, columns]. */
export function summarizeTable(
  tag: string,
  rows: readonly string[] | readonly (readonly string[])[],
): Summary {
  const cells = rows.flat() as unknown[];
  const columns = Array.isArray(rows[0]) ? rows[0].length : undefined;
  const regular = rows.every((row) =>
    columns === undefined ? typeof row === 'string' : row.length === columns,
  );
  if (cells.length === 0 || !regular || !cells.every((cell) => typeof cell === 'string')) {
    throw valueError(`value of "${tag}"`, rows, 'rows of equally many strings, at least one');
  }
  const shape = columns === undefined ? [rows.length] : [rows.length, columns];
  return { plugin: 'text', writeValue: (out) => writeStringTensor(out, shape, cells as string[]) };
}
