import {
  type Cell,
  type Comparison,
  cellText,
  type Hunk,
  runsTable,
  seedsTable,
  type Table,
} from '@ganx/core/compare';
import { makePaint, wantsColor } from '../ansi.js';
import { stderr, stdout } from '../output/output.js';
import { fitTable } from './fit-table.js';

export type TableFormat = 'text' | 'csv' | 'md';

/**
 * The tables of a comparison: of runs and, where there is something to put together, of configurations; `seeds`: only the
 * latter. Text fits into `width` columns, where a terminal has an end.
 */
export function comparisonLines(
  comparison: Comparison,
  format: TableFormat,
  { seeds, width = Infinity }: { readonly seeds: boolean; readonly width?: number | undefined },
): string[] {
  const textLines = (own: Table) => fitTable(own, width);
  const print = { text: textLines, csv: csvLines, md: markdownLines }[format];
  if (seeds) return print(seedsTable(comparison));
  const runs = print(runsTable(comparison));
  // A CSV file holds one table.
  const repeated = comparison.groups.some(({ samples }) => samples.length > 1);
  return repeated && format !== 'csv' ? [...runs, '', ...print(seedsTable(comparison))] : runs;
}

/** What whoever reads the numbers should know, for stderr. */
export function noticeLines({ notices, ranking }: Comparison): string[] {
  const paint = makePaint(wantsColor(stderr));
  const line = (code: string, message: string) => `${paint.yellow('notice')} ${paint.dim(code)} ${message}`;
  return [
    ...notices.map(({ code, message }) => line(code, message)),
    ...(ranking?.refused === undefined
      ? []
      : [`${paint.red(paint.bold('refused'))} ${paint.dim('GANX_COMPARE_PROVENANCE')} ${ranking.refused}`]),
  ];
}

/** As `diff -u` shows it, with the spec's key where that has line numbers. */
export function diffText(from: string, to: string, hunks: readonly Hunk[]): string[] {
  const paint = makePaint(wantsColor(stdout));
  if (hunks.length === 0) return [`The specs of ${from} and ${to} are the same.`];
  const colors = { '-': paint.red, '+': paint.green, ' ': (text: string) => text };
  return [
    paint.bold(`--- ${from}`),
    paint.bold(`+++ ${to}`),
    ...hunks.flatMap(({ place, lines }) => [
      paint.cyan(`@@ ${place || 'experiment'} @@`),
      ...lines.map(({ sign, text }) => colors[sign](`${sign}${text}`)),
    ]),
  ];
}

/** RFC 4180: numbers in full, nothing where there is nothing. */
function csvLines({ columns, rows }: Table): string[] {
  const quoted = (cell: Cell) => {
    const text = cell === undefined || cell === null ? '' : String(cell);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(({ name }) => name), ...rows].map((row) => row.map(quoted).join(','));
}

function markdownLines({ columns, rows }: Table): string[] {
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [
    row(columns.map(({ title }) => title)),
    `|${columns.map(({ numeric }) => (numeric ? ' ---: ' : ' --- ')).join('|')}|`,
    ...rows.map((cells) => row(cells.map(cellText))),
  ];
}
