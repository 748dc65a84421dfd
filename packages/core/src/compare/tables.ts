import { shortNumber } from '../short-number.js';
import type { ComparedMetric, Comparison } from './compare-runs.js';
import { shortKeys } from './flat-spec.js';
import type { ComparedRun } from './read-run.js';
import type { Spread } from './statistics.js';

export type Cell = string | number | boolean | null | undefined;

export interface Column {
  /** Short, for people. */
  readonly title: string;
  /** Whole, for programs. */
  readonly name: string;
  readonly numeric: boolean;
  /** Its title is only understood beside the column before it. */
  readonly belongs?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** One row for each run: where it stands, what differs in its spec, and the best and last value of each metric. */
export function runsTable({ runs, keys, metrics }: Comparison): Table {
  const short = shortKeys(keys);
  const columns: Column[] = [
    { title: 'run', name: 'run', numeric: false },
    { title: 'ended', name: 'status', numeric: false },
    { title: 'iterations', name: 'iteration', numeric: true },
    ...keys.map((key) => ({
      title: short.get(key)!,
      name: key,
      numeric: runs.every(({ spec }) => typeof (spec.get(key) ?? 0) === 'number'),
    })),
    ...metrics.flatMap((metric) => [
      { title: `${titleOf(metric)} best`, name: `${metric.name} best`, numeric: true },
      { title: 'at', name: `${metric.name} best at`, numeric: true, belongs: true },
      { title: 'last', name: `${metric.name} last`, numeric: true, belongs: true },
    ]),
  ];
  const rows = runs.map((run): Cell[] => [
    run.run,
    endOf(run),
    run.iteration,
    ...keys.map((key) => run.spec.get(key)),
    ...metrics.flatMap(({ name }) => {
      const history = run.metrics.get(name);
      return [history?.best?.value, history?.best?.iteration, history?.last.value];
    }),
  ]);
  return { columns, rows };
}

/** One row for each configuration: its seeds, how many of them failed, and how each metric is spread over them. */
export function seedsTable({ groups, metrics, which }: Comparison): Table {
  const columns: Column[] = [
    { title: 'configuration', name: 'configuration', numeric: false },
    { title: 'n', name: 'n', numeric: true },
    { title: 'collapsed', name: 'collapse rate', numeric: true },
    ...metrics.map((metric) => ({
      title: `${titleOf(metric)} ${which}: median [quartiles] (range)`,
      name: `${metric.name} ${which}`,
      numeric: true,
    })),
  ];
  const rows = groups.map(({ label, samples, collapseRate, ended, spreads }): Cell[] => [
    label,
    samples.length,
    collapseRate === undefined ? undefined : `${Math.round(collapseRate * 100)}% of ${ended}`,
    ...metrics.map(({ name }) => spreadText(spreads.get(name)?.[which])),
  ]);
  return { columns, rows };
}

/** The arrow says which way is better; a star, that the values do not compare. */
export function titleOf({ name, goal, differences }: ComparedMetric): string {
  return `${name} ${goal === 'minimize' ? '↓' : '↑'}${differences.length > 0 ? '*' : ''}`;
}

export function spreadText(spread: Spread | undefined): string | undefined {
  if (!spread) return undefined;
  const { n, median, q1, q3, min, max } = spread;
  if (n === 1) return shortNumber(median);
  const [m, a, b, low, high] = [median, q1, q3, min, max].map(shortNumber);
  return `${m} [${a}, ${b}] (${low}–${high})`;
}

/** How a run ended, or where it stands. That a trial was given up tells more than its interruption. */
export const endOf = ({ status, verdict }: ComparedRun): string =>
  status === 'pruned' ? status : (verdict?.type ?? status);

/** As people read it; `-` where there is nothing. */
export function cellText(cell: Cell): string {
  if (cell === undefined) return '-';
  return typeof cell === 'number' ? shortNumber(cell) : String(cell);
}
