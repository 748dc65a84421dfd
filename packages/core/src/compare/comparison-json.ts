import type { Comparison } from './compare-runs.js';
import type { MetricHistory } from './read-metrics.js';

/** A comparison for programs: `ganx compare --json`. Values that are not finite are text, as in metrics.jsonl. */
export function comparisonJson({ runs, keys, metrics, groups, which, ranking, notices }: Comparison): object {
  return {
    format: 'ganx-compare/1',
    ranking: ranking
      ? {
          by: ranking.by,
          value: which,
          ranked: ranking.refused === undefined,
          refused: ranking.refused ?? null,
        }
      : null,
    keys,
    metrics: metrics.map(({ name, goal, differences }) => ({
      name,
      goal,
      comparable: differences.length === 0,
      differences,
    })),
    runs: runs.map((run) => ({
      run: run.run,
      folder: run.folder,
      status: run.status,
      verdict: run.verdict ?? null,
      iteration: run.iteration,
      seed: run.seed ?? null,
      spec: Object.fromEntries(keys.map((key) => [key, run.spec.get(key) ?? null])),
      metrics: Object.fromEntries([...run.metrics].map(([name, history]) => [name, historyJson(history)])),
    })),
    groups: groups.map((group) => ({
      configuration: group.label,
      runs: group.runs.map(({ run }) => run),
      n: group.samples.length,
      ended: group.ended,
      collapseRate: group.collapseRate ?? null,
      metrics: Object.fromEntries(
        [...group.spreads].map(([name, { best, last }]) => [
          name,
          { best: best ?? null, last: last ?? null },
        ]),
      ),
    })),
    notices,
  };
}

function historyJson({ last, best, goal, evaluations, provenance }: MetricHistory): object {
  return {
    goal,
    best: best ?? null,
    last: { ...last, value: Number.isFinite(last.value) ? last.value : String(last.value) },
    evaluations,
    provenance,
  };
}
