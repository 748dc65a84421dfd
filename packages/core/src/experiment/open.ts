import { completeInfo } from '../data/complete-info.js';
import type { DatasetInfo, Registry } from '../plugin/index.js';
import { RandomStreams } from '../random/index.js';
import { ownOptions } from '../spec/component-schema.js';
import { componentsOf, type Used } from '../spec/components.js';
import { plainForm, type StoredForm } from '../spec/stored-form.js';
import type { ComponentSpec, ExperimentSpec } from '../spec/types.js';
import { openAveraging } from './averaging.js';
import { describeData, loadDataset } from './data.js';
import { requireRoom } from './examples-in-memory.js';
import { guarded, guardedAsync } from './guard.js';
import { movingWeights } from './moving-weights.js';
import { isMadeByOptions, memo, named } from './named.js';
import type {
  Failure,
  Named,
  NamedLogger,
  OpenedExperiment,
  OpenedMetric,
  SessionComponents,
} from './opened.js';
import { rulesOf, ruleTree } from './rule-tree.js';

export interface OpenRequest {
  /** Resolved: composed, validated, defaults filled in. */
  readonly spec: ExperimentSpec;
  /** What of it may be written down; left out: all of it. */
  readonly stored?: StoredForm;
  readonly registry: Registry;
  /** Folder that relative paths in options are resolved against: the spec's. */
  readonly directory: string;
  /** What is known of the data; left out: the dataset is asked, once. */
  readonly info?: DatasetInfo;
}

/**
 * Opens an experiment: asks its dataset what it is. Components are made when they are first asked for, each of them once.
 *
 * Errors     DataError GANX_DATA, or what else the dataset throws on purpose.
 */
export async function openExperiment(request: OpenRequest): Promise<OpenedExperiment> {
  const { spec, registry, directory } = request;
  const conditioning = named(registry, 'conditioning', 'conditioning', spec.conditioning);
  const loadOnce = () => loadDataset(request, new RandomStreams(spec.seed).below('data'));
  const info =
    request.info ?? (await completeInfo(await describe(request), asksForClasses(conditioning), loadOnce));
  const { generator, discriminator } = spec.optimizers;
  const lasting = {
    conditioning,
    loss: named(registry, 'loss', 'loss', spec.loss),
    regularizers: spec.regularizers.map((own, index) =>
      named(registry, 'regularizer', `regularizers.${index}`, own, {
        every: own.every,
        scale: own.lazy === 'scaled' ? own.every : 1,
      }),
    ),
    augmentations: spec.data.augment.map((own, index) =>
      named(registry, 'augmentation', `data.augment.${index}`, own),
    ),
    optimizers: {
      generator: movingWeights(named(registry, 'optimizer', 'optimizers.generator', generator)),
      discriminator: movingWeights(named(registry, 'optimizer', 'optimizers.discriminator', discriminator)),
    },
    ema: spec.ema && openAveraging(registry, spec.ema),
  };
  const forSession = sessionComponents(spec, registry);
  let taken = false;
  const used = componentsOf(spec, registry);
  return {
    ...lasting,
    spec,
    stored: request.stored ?? plainForm(spec),
    registry,
    directory,
    info,
    used,
    loggers: spec.logging.map((own, index) => namedLogger(registry, own, index)),
    forSession,
    takeForSession() {
      const next = taken ? sessionComponents(spec, registry) : forSession;
      taken = true;
      return next;
    },
    loadDataset: (random) => loadDataset(request, random),
    loadFeatures(own) {
      const definition = registry.get('feature-extractor', own.type);
      const place = { component: `feature-extractor ${own.type}`, hook: 'load' };
      const context = { exampleShape: info.shape, directory };
      return guardedAsync(place, () =>
        definition.load(ownOptions('feature-extractor', own as ComponentSpec), context),
      );
    },
    failures: memo(() => {
      const { augmentations, conditioning, ema, loss, optimizers, regularizers } = lasting;
      const { balance, callbacks, metrics, rules } = forSession;
      const all: readonly Named<unknown>[] = [
        conditioning,
        ...Object.values(optimizers),
        loss,
        ...regularizers,
        ...augmentations,
        ...(ema ? [ema] : []),
        balance,
        ...rulesOf(rules),
        ...metrics,
        ...callbacks,
      ];
      return failuresOf([...all, ...nestedOnes(registry, used, new Set(all.map(({ place }) => place)))]);
    }),
  };
}

/** What the data are; refused where they would not fit into memory, since what follows may load them. */
async function describe(request: OpenRequest): Promise<DatasetInfo> {
  const info = await describeData(request);
  requireRoom(request, info);
  return info;
}

/** One that cannot be made is told elsewhere, with its place. */
function asksForClasses(conditioning: OpenedExperiment['conditioning']): boolean {
  try {
    return conditioning.value.conditional;
  } catch {
    return false;
  }
}

function sessionComponents(spec: ExperimentSpec, registry: Registry): SessionComponents {
  return {
    balance: named(registry, 'balance', 'balance', spec.balance),
    rules: ruleTree(registry, spec.stop, 'stop'),
    metrics: spec.metrics.map((own, index): OpenedMetric => {
      const definition = registry.get('metric', own.type);
      const place = { component: `metric ${own.type}`, hook: 'measures' };
      const measures = memo(() => guarded(place, () => definition.measures(ownOptions('metric', own))));
      const { classes = 'data', every } = own;
      return named(registry, 'metric', `metrics.${index}`, own, { classes, every, measures });
    }),
    callbacks: spec.callbacks.map((own, index) =>
      named(registry, 'callback', `callbacks.${index}`, own, { every: own.every }),
    ),
  };
}

function namedLogger(registry: Registry, own: ExperimentSpec['logging'][number], index: number): NamedLogger {
  const { every, type } = own;
  const component = `logger ${type}`;
  const definition = registry.get('logger', type);
  return {
    component,
    type,
    place: `logging.${index}`,
    every,
    open: (context) =>
      guarded({ component, hook: 'open' }, () => definition.open(ownOptions('logger', own), context)),
  };
}

/**
 * Components in the options of others. Those others make of them what they like; their options are judged all the same.
 * Optimizers are judged by those that they are a part of, which open them.
 */
function nestedOnes(
  registry: Registry,
  used: readonly Used[],
  known: ReadonlySet<string>,
): readonly Named<unknown>[] {
  return used.flatMap(({ kind, path, spec }) =>
    isMadeByOptions(kind) && kind !== 'optimizer' && !known.has(path)
      ? [named(registry, kind, path, spec)]
      : [],
  );
}

function failuresOf(components: readonly Named<unknown>[]): readonly Failure[] {
  return components.flatMap((one) => {
    try {
      void one.value;
      return [];
    } catch (error) {
      return [{ place: one.place, error }];
    }
  });
}
