import { countClasses } from '../../data/classes.js';
import { rangeOf } from '../../data/range.js';
import { PluginError } from '../../errors.js';
import { guarded, guardedAsync } from '../../experiment/guard.js';
import type { OpenedMetric } from '../../experiment/opened.js';
import type {
  Dataset,
  Features,
  MeasuredName,
  Metric,
  MetricContext,
  MetricValue,
  Sampler,
} from '../../plugin/index.js';
import type { Built } from '../build/built.js';
import type { StatefulPart } from '../state/state.js';
import type { RunWarning } from '../train/session.js';
import { openSampler, realExamples } from './sampler.js';

interface OpenMetric {
  readonly component: string;
  readonly every: number;
  readonly metric: Metric;
  readonly names: ReadonlySet<string>;
  readonly context: MetricContext;
}

export interface Evaluation {
  /** Whether some metric is due at this iteration. */
  due(iteration: number): boolean;
  /**
   * Values of the metrics that are due at this iteration, or of the rest, in the order of the spec. Undefined where it was
   * aborted: then it has left no trace, and can be made again.
   */
  evaluate(iteration: number, which: 'due' | 'rest'): Promise<MetricValue[] | undefined>;
  /** What is to be told of the values since it was last asked: those that are not finite. */
  takeWarnings(): readonly RunWarning[];
  readonly parts: readonly StatefulPart[];
  readonly measured: readonly MeasuredName[];
  readonly features: MetricContext['features'];
  /** Disposes all; the first failure is thrown at the end. */
  dispose(): void;
}

/** The experiment's metrics, with what they look at. Feature extractors are loaded when first asked for, once per run. */
export function openEvaluation(
  built: Built,
  opened: readonly OpenedMetric[],
  dataset: Dataset,
  signal: AbortSignal = new AbortController().signal,
): Evaluation {
  const { experiment, spec, info, classes } = built;
  const { conceal } = experiment.stored;
  const counts = classes === undefined ? undefined : countClasses(dataset, classes);
  const extractors = new Map<string, Promise<Features>>();
  const features = (own: { readonly type: string }): Promise<Features> => {
    const key = JSON.stringify(own);
    let loading = extractors.get(key);
    if (!loading) {
      loading = experiment.loadFeatures(own);
      extractors.set(key, loading);
    }
    return loading;
  };
  const metrics = opened.map((own, index): OpenMetric => {
    return {
      component: own.component,
      every: own.every,
      metric: own.value,
      names: new Set(own.measures().map(({ name }) => name)),
      context: {
        sampler: openSampler(built, { draw: own.classes, counts, signal }),
        data: dataset,
        range: rangeOf(spec, info),
        examples: (split, indices) => realExamples(built, dataset, split, indices),
        features,
        random: built.streams.below(`metric/${index}-${own.type}`),
        seed: spec.seed,
        signal,
      },
    };
  });
  const warnings: RunWarning[] = [];
  return {
    measured: opened.flatMap((own) => own.measures()),
    takeWarnings: () => warnings.splice(0),
    features,
    parts: opened,
    due: (iteration) => metrics.some(({ every }) => iteration % every === 0),
    async evaluate(iteration, which) {
      const streams = built.streams.save();
      const saved = opened.map(({ component, value }) =>
        guarded({ component, hook: 'save', iteration }, () => value.save?.()),
      );
      try {
        const values: MetricValue[] = [];
        for (const metric of metrics) {
          if ((iteration % metric.every === 0) !== (which === 'due')) continue;
          signal.throwIfAborted();
          const made = await valuesOf(metric, iteration);
          values.push(
            ...made.map((value) => ({ ...value, provenance: concealed(value.provenance, conceal) })),
          );
          warnings.push(...made.flatMap((value) => warningOf(metric, value, iteration) ?? []));
        }
        return values;
      } catch (error) {
        if (!signal.aborted) throw error;
        warnings.length = 0;
        built.streams.load(streams);
        for (const [i, { component, value }] of opened.entries()) {
          const own = saved[i];
          if (own !== undefined) guarded({ component, hook: 'load' }, () => value.load?.(own));
        }
        return undefined;
      }
    },
    dispose() {
      let first: unknown;
      for (const { component, metric } of metrics) {
        try {
          guarded({ component, hook: 'dispose' }, () => metric.dispose?.());
        } catch (error) {
          first ??= error;
        }
      }
      for (const loading of extractors.values()) {
        loading.then(
          (loaded) => loaded.dispose(),
          () => undefined,
        );
      }
      if (first !== undefined) throw first;
    },
  };
}

/** What a metric measures now, of the names that it announced, with the classes that were drawn. */
async function valuesOf(
  { component, context, metric, names }: OpenMetric,
  iteration: number,
): Promise<readonly MetricValue[]> {
  const place = { component, hook: 'evaluate', iteration };
  const values = await guardedAsync(place, () => metric.evaluate(context));
  const unknown = values.find(({ name }) => !names.has(name));
  if (unknown) {
    throw new PluginError(
      'GANX_PLUGIN_METRIC_NAME',
      `The ${component} gave a value "${unknown.name}" that its measures() does not announce (${[...names].join(', ')}).`,
      { place },
    );
  }
  return values.map((value) => ({ ...value, provenance: withClasses(value.provenance, context.sampler) }));
}

function warningOf(
  { component }: OpenMetric,
  { name, value }: MetricValue,
  iteration: number,
): RunWarning | undefined {
  if (Number.isFinite(value)) return undefined;
  return {
    code: 'GANX_METRIC_NOT_FINITE',
    message: `The ${component} gave ${value} for ${name} in its hook "evaluate" at iteration ${iteration}. It counts as no measurement: no best checkpoint comes from it.`,
  };
}

const concealed = (
  provenance: MetricValue['provenance'],
  conceal: (text: string) => string,
): MetricValue['provenance'] =>
  Object.fromEntries(
    Object.entries(provenance).map(([key, value]) => [
      key,
      typeof value === 'string' ? conceal(value) : value,
    ]),
  );

/** Shares of more classes than this would bury the rest of a provenance. */
const mostShares = 32;

/** Adds which classes were drawn, unless the metric says itself which it asked for. */
function withClasses(
  provenance: MetricValue['provenance'],
  { classes, classShares }: Sampler,
): MetricValue['provenance'] {
  if (classes === undefined || classShares === undefined || 'classes' in provenance) return provenance;
  const shares = classShares.map((share) => Number(share.toPrecision(4))).join(' ');
  return { ...provenance, classes, ...(classShares.length <= mostShares ? { classShares: shares } : {}) };
}
