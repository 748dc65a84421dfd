import { type Column, cellText, type Table } from '@ganx/core/compare';
import { table } from '../view/format.js';

/** Longer values are cut where a table does not fit: an axis of layers would push everything else out. */
const longest = 32;

/**
 * A table in a terminal of `width` columns. What does not fit side by side follows below, each part with the first column
 * again and whole rows, so that numbers stay under each other; where not even one value fits beside the first column, each
 * row is a block of its own.
 */
export function fitTable(own: Table, width: number): string[] {
  const whole = linesOf(own, all(own));
  if (fits(whole, width)) return whole;
  const cut: Table = {
    ...own,
    rows: own.rows.map((row) => row.map((cell, i) => (i === 0 ? cell : short(cell)))),
  };
  const parts = partsOf(cut, width).map((columns) => linesOf(cut, columns));
  if (!parts.every((lines) => fits(lines, width))) return blocks(cut);
  const more =
    parts.length > 1 ? [`(${parts.length} parts, to fit ${width} columns; --csv has one table)`] : [];
  return [...parts.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines])), ...more];
}

const all = ({ columns }: Table): number[] => columns.map((_, index) => index);

const fits = (lines: readonly string[], width: number): boolean =>
  lines.every((line) => line.length <= width);

function short(cell: Table['rows'][number][number]) {
  return typeof cell === 'string' && cell.length > longest ? `${cell.slice(0, longest - 1)}…` : cell;
}

function linesOf({ columns, rows }: Table, chosen: readonly number[]): string[] {
  const right = chosen.flatMap((column, index) => (columns[column]!.numeric ? [index] : []));
  const head = chosen.map((column) => columns[column]!.title);
  return table([head, ...rows.map((row) => chosen.map((column) => cellText(row[column])))], right);
}

/** As many columns in each part as fit beside the first one; what belongs together stays together. */
function partsOf(own: Table, width: number): number[][] {
  const parts: number[][] = [];
  for (const group of groupsOf(own.columns)) {
    const last = parts.at(-1);
    if (last && fits(linesOf(own, [...last, ...group]), width)) last.push(...group);
    else parts.push([0, ...group]);
  }
  return parts;
}

/** The columns behind the first one. */
function groupsOf(columns: readonly Column[]): number[][] {
  const groups: number[][] = [];
  for (const [index, { belongs }] of columns.entries()) {
    if (index === 0) continue;
    if (belongs) groups.at(-1)!.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** What the first column names, and below it each value that there is, under its whole name. */
function blocks({ columns, rows }: Table): string[] {
  return rows.flatMap((row, index) => {
    const values = columns.flatMap(({ name }, column) => {
      const cell = row[column];
      return column === 0 || cell === undefined ? [] : [[name, cellText(cell)]];
    });
    return [...(index === 0 ? [] : ['']), cellText(row[0]), ...table(values).map((line) => `  ${line}`)];
  });
}
