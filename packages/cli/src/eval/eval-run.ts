import { DataError } from '@ganx/core';
import { changeOfData } from '@ganx/core/engine';
import type { Dataset, Json, MetricValue } from '@ganx/core/plugin';
import { appendEvaluation, type EvaluationRecord, type RunManifest } from '@ganx/core/run';
import { checkSemantics, type ValidSpec } from '@ganx/core/spec';
import { Effect } from 'effect';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { UsageError } from '../errors/usage-error.js';
import { attemptUse } from '../trained/attempt-use.js';
import { type TrainedRequest, withTrained } from '../trained/with-trained.js';

export interface EvalRequest extends TrainedRequest {
  /** Metrics as a spec writes them, instead of the spec's own. */
  readonly metrics: readonly string[];
  /** Generated samples of each metric that says how many. */
  readonly samples: number | undefined;
  /** The first seed; left out: the run's. */
  readonly seed: number | undefined;
  /** How many seeds, one after the other. */
  readonly seeds: number;
  /** Measure by data that have changed since the run. */
  readonly allowChangedData: boolean;
  readonly write: boolean;
  readonly version: string;
}

export interface Evaluated {
  readonly record: EvaluationRecord;
  /** Where the record was added. */
  readonly file?: string;
}

/** The whole of `ganx eval`. */
export function evalRun(request: EvalRequest): Promise<Evaluated> {
  const { samples, seeds, write, version } = request;
  const changes = [
    ...(request.metrics.length > 0 ? [(loaded: ValidSpec) => otherMetrics(request.metrics, loaded)] : []),
    ...(samples === undefined ? [] : [(loaded: ValidSpec) => withSamples(loaded, samples)]),
  ];
  return withTrained(
    { ...request, changes, needsData: true },
    ({ run, loaded, experiment, chosen, trained, source, made }) =>
      Effect.gen(function* () {
        const { spec, stored } = loaded;
        yield* attemptUse(() => {
          const problems = checkSemantics(loaded, experiment);
          if (problems.length > 0) throw new LocatedSpecError(problems, loaded.sources);
          if (spec.metrics.length === 0) throw nothingToMeasure();
        }, 'The metrics could not be checked');
        const first = request.seed ?? spec.seed;
        const rounds = yield* trained.evaluate(
          Array.from({ length: seeds }, (_, i) => first + i),
          (dataset) => judgeData(request, made, dataset),
        );
        const record: EvaluationRecord = {
          format: 'ganx-evaluation/1',
          at: new Date().toISOString(),
          ...source,
          backend: chosen.compute.description,
          ganx: version,
          metrics: stored.spec.metrics as readonly Json[],
          values: valuesOf(rounds, first),
        };
        if (!write) return { record };
        const file = yield* attemptUse(() => appendEvaluation(run.folder, record), 'No record');
        return { record, file };
      }),
  );
}

/** Other data than those that the run was trained on give numbers that look like its own. */
function judgeData(
  { allowChangedData, warn }: EvalRequest,
  { dataset, run }: RunManifest,
  now: Dataset,
): void {
  const change = dataset && changeOfData(dataset, now, run);
  if (change === undefined) return;
  if (allowChangedData) {
    warn(change);
    return;
  }
  throw new DataError(
    'GANX_DATA_CHANGED',
    `${change} Put them back as they were, or measure by these with --allow-changed-data.`,
  );
}

/** Whatever else names a metric goes: nothing of it matters when nothing trains. */
function otherMetrics(metrics: readonly string[], { spec }: ValidSpec): string[] {
  return [
    `metrics=[${metrics.join(', ')}]`,
    'stop={ type: iterations, max: 1 }',
    'callbacks=[]',
    ...(spec.checkpoint.keepBest ? ['~checkpoint.keepBest'] : []),
  ];
}

function withSamples({ spec, registry }: ValidSpec, samples: number): string[] {
  const counting = spec.metrics.flatMap(({ type }, index) => {
    const options = registry.get('metric', type).options as { properties?: object } | undefined;
    return 'samples' in (options?.properties ?? {}) ? [index] : [];
  });
  if (counting.length > 0) return counting.map((index) => `metrics.${index}.samples=${samples}`);
  throw new UsageError(
    'GANX_CLI_ARGUMENT',
    spec.metrics.length === 0
      ? nothingToMeasure().message
      : `None of the metrics takes a number of samples: ${spec.metrics.map(({ type }) => type).join(', ')}.`,
  );
}

const nothingToMeasure = () =>
  new UsageError(
    'GANX_CLI_ARGUMENT',
    "The run's spec has no metrics. Name one: --metric '{ type: frechet-distance, features: pixels }'.",
  );

/** Each name once, its values in the order of the seeds. */
function valuesOf(rounds: readonly (readonly MetricValue[])[], first: number): EvaluationRecord['values'] {
  return rounds[0]!.map(({ name, goal }, index) => {
    const bySeed = rounds.map((round, i) => {
      const { value, provenance } = round[index]!;
      return { seed: first + i, value, provenance };
    });
    const n = bySeed.length;
    const mean = bySeed.reduce((sum, { value }) => sum + value, 0) / n;
    const squares = bySeed.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
    return { name, goal, mean, deviation: n > 1 ? Math.sqrt(squares / (n - 1)) : null, bySeed };
  });
}
