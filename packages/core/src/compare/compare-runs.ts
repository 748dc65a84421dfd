import { QueryError } from '../errors.js';
import { type MetricValue, nearest } from '../plugin/index.js';
import { bestFirst } from '../ranking.js';
import { describeDifferences, type ProvenanceDifference, provenanceDifferences } from './comparability.js';
import { differingKeys } from './flat-spec.js';
import { groupBy } from './group-by.js';
import type { Notice } from './notice.js';
import type { ComparedRun } from './read-run.js';
import { groupBySettings, measuredValue, middleValue, type SeedGroup, type Which } from './seed-groups.js';

export interface ComparedMetric {
  readonly name: string;
  readonly goal: MetricValue['goal'];
  /** Empty: the values may be ranked. */
  readonly differences: readonly ProvenanceDifference[];
}

export interface Comparison {
  /** In the order of the ranking, or the one that they were given in. */
  readonly runs: readonly ComparedRun[];
  /** Keys of the spec that differ; name and description never count. */
  readonly keys: readonly string[];
  readonly metrics: readonly ComparedMetric[];
  readonly groups: readonly SeedGroup[];
  readonly which: Which;
  /** What was asked for with `by`. Refused where the metric was not measured alike in all runs. */
  readonly ranking?: { readonly by: string; readonly refused?: string };
  readonly notices: readonly Notice[];
}

export interface CompareOptions {
  /** Metric to sort by. */
  readonly by?: string;
  readonly which?: Which;
}

/**
 * Puts runs side by side: what differs in their specs, what they measured, and repeats with other seeds together.
 *
 * Errors     QueryError GANX_COMPARE_METRIC if no run has the metric to sort by.
 */
export function compareRuns(
  runs: readonly ComparedRun[],
  { by, which = 'best' }: CompareOptions = {},
): Comparison {
  const metrics = metricsOf(runs);
  const { groups, notices } = groupBySettings(
    runs,
    metrics.map(({ name }) => name),
  );
  const unlike = groupBy(
    metrics.filter(({ differences }) => differences.length > 0),
    ({ differences }) => describeDifferences(differences),
  );
  const metric = by === undefined ? undefined : find(metrics, by);
  const sorted = metric && metric.differences.length === 0;
  const refused =
    metric && !sorted
      ? `Runs are not ranked by ${metric.name}, since it was not measured alike in all of them: ${describeDifferences(metric.differences)}. Choose runs that agree (--where, --name), or measure them again in one way.`
      : undefined;
  return {
    runs: sorted ? bestFirst(runs, (run) => measuredValue(run, metric.name, which), metric.goal) : runs,
    keys: differingKeys(
      runs.map(({ spec }) => spec),
      new Set(['name', 'description']),
    ),
    metrics,
    groups: sorted
      ? bestFirst(groups, ({ samples }) => middleValue(samples, metric, which), metric.goal)
      : groups,
    which,
    ...(metric ? { ranking: { by: metric.name, ...(refused ? { refused } : {}) } } : {}),
    notices: [
      ...runs.flatMap((run) => run.notices),
      ...[...unlike].map(([what, of]) => ({
        code: 'GANX_COMPARE_PROVENANCE' as const,
        message: `${of.map(({ name }) => name).join(', ')}: not measured alike in all runs: ${what}. The values are shown, but do not compare.`,
      })),
      ...notices,
      ...(sorted ? notFinite(groups, metric, which) : []),
    ],
  };
}

function metricsOf(runs: readonly ComparedRun[]): ComparedMetric[] {
  const goals = new Map<string, MetricValue['goal']>();
  for (const { metrics } of runs) {
    for (const { name, goal } of metrics.values()) if (!goals.has(name)) goals.set(name, goal);
  }
  return [...goals].map(([name, goal]) => ({ name, goal, differences: provenanceDifferences(runs, name) }));
}

/** Said of the groups that are ranked by more than the spread that is shown. */
function notFinite(groups: readonly SeedGroup[], { name }: ComparedMetric, which: Which): readonly Notice[] {
  return groups.flatMap(({ label, samples }) => {
    const measured = samples.filter(({ metrics }) => metrics.has(name));
    const odd = measured.filter((run) => measuredValue(run, name, which) === undefined);
    if (odd.length === 0 || measured.length === 1) return [];
    const message = `${odd.length} of ${measured.length} runs of ${label} have no finite ${which} ${name}; in the ranking they count as the worst.`;
    return [{ code: 'GANX_COMPARE_NOT_FINITE' as const, message }];
  });
}

function find(metrics: readonly ComparedMetric[], name: string): ComparedMetric {
  const found = metrics.find((metric) => metric.name === name);
  if (found) return found;
  const known = metrics.map((metric) => metric.name);
  const near = nearest(name, known);
  throw new QueryError(
    'GANX_COMPARE_METRIC',
    `No run has measured "${name}". ${known.length === 0 ? 'None has measured anything.' : `Measured are ${known.join(', ')}.`}${near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : ''}`,
  );
}
