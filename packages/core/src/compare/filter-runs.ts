import { QueryError } from '../errors.js';
import { nearest } from '../plugin/index.js';
import { fitsName, nameOf } from '../run/run-name.js';
import { parseOverrideValue } from '../spec/override-value.js';
import { byDefault } from '../spec/place.js';
import type { FlatValue } from './flat-spec.js';
import type { ComparedRun } from './read-run.js';

export interface RunFilters {
  /** `key=value`, `key!=value`, `key<value`, `key<=value`, ...; all must hold. Keys are those of the flat spec. */
  readonly where?: readonly string[];
  /** Names of experiments, or their beginnings with `*`; one must fit. */
  readonly names?: readonly string[];
  /** States (`finished`, `crashed`) or verdicts (`collapsed`); one must fit. */
  readonly statuses?: readonly string[];
}

const comparisons: Readonly<Record<string, (seen: FlatValue, wanted: FlatValue) => boolean>> = {
  '=': (seen, wanted) => seen === wanted || String(seen) === String(wanted),
  '!=': (seen, wanted) => seen !== wanted && String(seen) !== String(wanted),
  '<': (seen, wanted) => seen! < wanted!,
  '<=': (seen, wanted) => seen! <= wanted!,
  '>': (seen, wanted) => seen! > wanted!,
  '>=': (seen, wanted) => seen! >= wanted!,
};

/**
 * The runs that all filters let through. A run without the key passes only `!=`.
 *
 * Errors     QueryError GANX_COMPARE_WHERE for a condition that is none, or a key that no run has.
 */
export function filterRuns(
  runs: readonly ComparedRun[],
  { where = [], names = [], statuses = [] }: RunFilters,
): ComparedRun[] {
  const conditions = where.map((text) => condition(text, runs));
  return runs.filter(
    (run) =>
      conditions.every((holds) => holds(run)) &&
      (names.length === 0 || names.some((name) => fitsName(nameOf(run), name))) &&
      (statuses.length === 0 || statuses.some((s) => s === run.status || s === run.verdict?.type)),
  );
}

function condition(text: string, runs: readonly ComparedRun[]): (run: ComparedRun) => boolean {
  const [, key, sign, value] = /^([^=<>!]+?)\s*(!=|<=|>=|=|<|>)\s*(.*)$/s.exec(text) ?? [];
  if (key === undefined || sign === undefined || value === undefined) {
    throw new QueryError(
      'GANX_COMPARE_WHERE',
      `"${text}" is no condition. Write KEY=VALUE with a key of the spec, as loss.type=hinge; !=, <, <=, > and >= compare too.`,
    );
  }
  const known = [...new Set(runs.flatMap(({ spec }) => [...spec.keys()]))];
  if (runs.length > 0 && !known.includes(key)) {
    const near = nearest(key, known);
    throw new QueryError(
      'GANX_COMPARE_WHERE',
      `No run has "${key}" in its spec, so "${text}" cannot choose.${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
    );
  }
  const wanted = plain(value);
  const holds = comparisons[sign]!;
  return ({ spec }) => (spec.has(key) ? holds(spec.get(key)!, wanted) : sign === '!=');
}

/** A value as an override has it: 1e-3 is a number, hinge is text, and so is "1e-3" in quotes. */
function plain(text: string): FlatValue {
  const node = parseOverrideValue(text.trim(), () => byDefault);
  return 'kind' in node && node.kind === 'scalar' ? node.value : text;
}
