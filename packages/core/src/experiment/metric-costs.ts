import type { Features, MetricCost } from '../plugin/index.js';
import { ownOptions } from '../spec/component-schema.js';
import { guardedAsync } from './guard.js';
import type { OpenedExperiment } from './opened.js';

/** What measuring takes, for one metric of an experiment. */
export interface PlannedMetric {
  readonly type: string;
  /** Its place in the spec. */
  readonly place: string;
  readonly every: number;
  /** Undefined where the metric does not tell. */
  readonly cost: MetricCost | undefined;
}

/** What the metrics of an experiment take each time. Loads the extractors that they name. */
export async function metricCosts({
  forSession,
  info,
  loadFeatures,
  registry,
  spec,
}: OpenedExperiment): Promise<readonly PlannedMetric[]> {
  const loaded: Features[] = [];
  const features = async (own: { readonly type: string }): Promise<Features> => {
    const one = await loadFeatures(own);
    loaded.push(one);
    return one;
  };
  try {
    const planned: PlannedMetric[] = [];
    for (const [index, { component, every, place, type }] of forSession.metrics.entries()) {
      const definition = registry.get('metric', type);
      const options = ownOptions('metric', spec.metrics[index]!);
      const cost = await guardedAsync({ component, hook: 'cost' }, () =>
        definition.cost?.(options, { info, features }),
      );
      planned.push({ type, place, every, cost });
    }
    return planned;
  } finally {
    for (const one of loaded) one.dispose();
  }
}
