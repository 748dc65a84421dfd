import { groupBy } from './group-by.js';
import type { ComparedRun } from './read-run.js';

/** Why values of one metric cannot be ranked. */
export interface ProvenanceDifference {
  /** `samples`, `extractor`, `dataset`, `weights`, `plugin`, ... */
  readonly key: string;
  readonly values: readonly { readonly value: string; readonly runs: readonly string[] }[];
}

/**
 * Which of the possible draws was measured, not what was measured: a metric's own random numbers. Shares of classes follow
 * from `dataset` and `classes`; of data that each seed draws they are never quite the same.
 */
const irrelevant = new Set(['seed', 'classShares']);

/** Parts of `data:` that decide how examples are fed to training, not which examples there are. */
const feeding = /^data\.(batchSize|augment|range)(\.|$)/;

/**
 * What a run's values of a metric depend on, as far as it was recorded: the metric's own provenance, its goal, and the plugin
 * and version that defines it.
 *
 * Data       runs whose examples are drawn by the seed (`dataset.drawn` in the manifest) have a fingerprint for each seed; they
 *            measure against the same distribution when the options of `data:` agree, so those stand in for the fingerprint.
 */
export function dependencies(run: ComparedRun, metric: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const history = run.metrics.get(metric);
  if (!history) return found;
  for (const [key, value] of Object.entries(history.provenance)) {
    if (!irrelevant.has(key)) found.set(key, String(value));
  }
  const { dataset, plugins = [] } = run.manifest;
  if (dataset?.drawn && found.get('dataset') === dataset.fingerprint) {
    const options = [...run.spec].filter(([key]) => key.startsWith('data.') && !feeding.test(key));
    found.set('dataset', options.map(([key, value]) => `${key.slice('data.'.length)}=${value}`).join(' '));
  }
  const owner =
    plugins.find(({ namespace }) => namespace !== undefined && metric.startsWith(`${namespace}/`)) ??
    plugins.find(({ namespace }) => namespace === undefined);
  if (owner) found.set('plugin', `${owner.name} ${owner.version}`);
  found.set('goal', history.goal);
  for (const key of history.changed) {
    if (!irrelevant.has(key)) found.set(key, `${found.get(key) ?? 'not told'} (changed during the run)`);
  }
  return found;
}

/** What differs between the runs that measured a metric; nothing if their values may be ranked. */
export function provenanceDifferences(
  runs: readonly ComparedRun[],
  metric: string,
): readonly ProvenanceDifference[] {
  const measured = runs
    .filter((run) => run.metrics.has(metric))
    .map((run) => ({ run: run.run, found: dependencies(run, metric) }));
  const keys = new Set(measured.flatMap(({ found }) => [...found.keys()]));
  return [...keys].flatMap((key) => {
    const byValue = groupBy(measured, ({ found }) => found.get(key) ?? 'not told');
    if (byValue.size < 2 && ![...byValue.keys()].some((value) => value.endsWith('(changed during the run)')))
      return [];
    return [{ key, values: [...byValue].map(([value, of]) => ({ value, runs: of.map(({ run }) => run) })) }];
  });
}

/** `samples (500 in 3 runs, 1000 in 1 run), weights (ema in 1 run, live in 3 runs)`. */
export function describeDifferences(differences: readonly ProvenanceDifference[]): string {
  return differences
    .map(({ key, values }) => {
      const each = values.map(({ value, runs }) => {
        const short = /^[0-9a-f]{40,}$/.test(value) ? value.slice(0, 12) : value;
        return `${short} in ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
      });
      return `${key} (${each.join(', ')})`;
    })
    .join(', ');
}
