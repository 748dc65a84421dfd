import type { MetricValue } from '../plugin/index.js';
import { isBetter } from '../ranking.js';
import { readSpelledOut } from '../run/spell-out.js';
import { storedKinds } from '../run/stored/kinds.js';
import { readLines } from '../run/stored/read-lines.js';
import { parseStored } from '../run/stored/read-stored.js';
import { type CurvePoints, ThinCurve } from './thin-curve.js';

export interface MeasuredAt {
  readonly value: number;
  readonly iteration: number;
}

/** All that a run measured under one name. */
export interface MetricHistory {
  readonly name: string;
  readonly goal: MetricValue['goal'];
  readonly last: MeasuredAt;
  /** The best finite value; where it occurs, as `keepBest.ties` says. */
  readonly best?: MeasuredAt;
  readonly evaluations: number;
  /** Of the last value. */
  readonly provenance: MetricValue['provenance'];
  /** Keys of the provenance that changed while the run went on. */
  readonly changed: readonly string[];
}

export interface ReadMetrics {
  readonly metrics: ReadonlyMap<string, MetricHistory>;
  /** By tag or metric; empty unless asked for. */
  readonly curves: ReadonlyMap<string, CurvePoints>;
  /** The last iteration that a line tells of. */
  readonly iteration: number;
  /** Lines that are no JSON objects: a last one that was cut off counts. */
  readonly badLines: number;
}

const counters = new Set(['iteration', 'discriminatorSteps', 'generatorSteps', 'images']);

/**
 * Reads a `metrics.jsonl` from beginning to end in bounded memory.
 *
 * Params     ties: which of equal best values counts. points > 0 keeps curves, each thinned to about that many stretches; at 0, lines without a metric are not even parsed.
 * Errors     those of the file system, as they are.
 */
export async function readMetrics(
  path: string,
  points = 0,
  ties: 'later' | 'earlier' = 'later',
): Promise<ReadMetrics> {
  const metrics = new Map<string, MetricHistory>();
  const curves = new Map<string, ThinCurve>();
  let iteration = 0;
  let badLines = 0;
  let latest = '';
  const draw = (name: string, x: number, y: unknown) => {
    if (points === 0) return;
    const curve = curves.get(name) ?? new ThinCurve(points);
    curves.set(name, curve);
    curve.add(x, Number(y));
  };
  const take = (text: string): void => {
    const line = parse(text);
    if (!line) {
      badLines++;
      return;
    }
    iteration = line.iteration;
    if (isMeasured(line)) {
      metrics.set(line.metric, extend(metrics.get(line.metric), line, ties));
      draw(line.metric, iteration, line.value);
      return;
    }
    for (const [tag, value] of Object.entries(line)) if (!counters.has(tag)) draw(tag, iteration, value);
  };
  for await (const text of readLines(path, storedKinds['metrics.jsonl'].limit)) {
    if (text === '') continue;
    if (text === undefined) {
      badLines++;
      continue;
    }
    if (points > 0 || text.includes('"metric":') || !text.endsWith('}')) {
      take(text);
      latest = '';
    } else latest = text;
  }
  if (latest !== '') take(latest);
  return {
    metrics,
    curves: new Map([...curves].map(([name, curve]) => [name, curve.points()])),
    iteration,
    badLines,
  };
}

interface Line {
  readonly iteration: number;
  readonly [key: string]: unknown;
}

interface MeasuredLine extends Line {
  readonly metric: string;
  readonly value: number | string;
  readonly goal: MetricValue['goal'];
  readonly provenance: MetricValue['provenance'];
}

function parse(text: string): Line | undefined {
  try {
    return parseStored<Line>('metrics.jsonl', text);
  } catch {
    return undefined;
  }
}

function isMeasured(line: Line): line is MeasuredLine {
  const { metric, goal, provenance } = line;
  return (
    typeof metric === 'string' &&
    (goal === 'minimize' || goal === 'maximize') &&
    readSpelledOut(line.value) !== undefined &&
    provenance !== null &&
    typeof provenance === 'object'
  );
}

function extend(
  before: MetricHistory | undefined,
  line: MeasuredLine,
  whichOfEqual: 'later' | 'earlier',
): MetricHistory {
  const { metric: name, goal, provenance, iteration } = line;
  // "NaN" and "Infinity" are written as text.
  const last = { value: readSpelledOut(line.value)!, iteration };
  const ties = whichOfEqual === 'later' && last.value === before?.best?.value;
  const best = ties || isBetter(last.value, before?.best?.value, goal) ? last : before?.best;
  const keys = before ? new Set([...Object.keys(before.provenance), ...Object.keys(provenance)]) : [];
  const changed = [...keys].filter((key) => before!.provenance[key] !== provenance[key]);
  return {
    name,
    goal,
    last,
    ...(best ? { best } : {}),
    evaluations: (before?.evaluations ?? 0) + 1,
    provenance,
    changed: [...new Set([...(before?.changed ?? []), ...changed])],
  };
}
