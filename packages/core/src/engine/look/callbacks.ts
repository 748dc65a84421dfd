import { rangeOf } from '../../data/range.js';
import { guardedAsync } from '../../experiment/guard.js';
import type { Recurring } from '../../experiment/opened.js';
import type { Callback, CallbackContext, Dataset, RunEvent, Sampler } from '../../plugin/index.js';
import type { Built } from '../build/built.js';
import type { Progress, StatefulPart } from '../state/state.js';
import type { EventBus, Subscriber } from './event-bus.js';
import type { Logging } from './logging.js';
import { scoreExamples, viewNetwork } from './network-view.js';
import { openProbe } from './probe.js';
import { realExamples } from './sampler.js';
import type { FiredRule } from './stopping.js';

interface OpenCallback {
  readonly component: string;
  readonly every: number;
  readonly callback: Callback;
  readonly context: CallbackContext;
}

export interface Callbacks {
  readonly subscribers: readonly Subscriber[];
  readonly parts: readonly StatefulPart[];
  due(iteration: number): boolean;
  /** Ticks the callbacks that are due at this iteration, or the others, in the order of the spec. */
  tick(iteration: number, which: 'due' | 'rest'): Promise<void>;
  /** The first request of a callback to end the run. */
  readonly stop: FiredRule | undefined;
}

interface CallbacksRequest {
  readonly built: Built;
  readonly callbacks: readonly Recurring<Callback>[];
  readonly folder: string;
  readonly dataset: Dataset;
  readonly sampler: Sampler;
  readonly features: CallbackContext['features'];
  readonly logging: Logging;
  readonly progress: Progress;
  readonly budget: CallbackContext['budget'];
  readonly bus: () => EventBus;
}

export function openCallbacks({
  built,
  callbacks: opened,
  folder,
  dataset,
  sampler,
  features,
  logging,
  progress,
  budget,
  bus,
}: CallbacksRequest): Callbacks {
  const { spec, info } = built;
  let stop: FiredRule | undefined;
  const networks = {
    generator: viewNetwork(built.generator.network),
    discriminator: viewNetwork(built.discriminator.network),
  };
  const probe = openProbe(built, dataset, () => progress.counters.iteration);
  const post = (event: RunEvent) => bus().post(event);
  const callbacks = opened.map((own, index): OpenCallback => {
    const context: CallbackContext = {
      folder,
      sampler,
      data: dataset,
      range: rangeOf(spec, info),
      examples: (split, indices) => realExamples(built, dataset, split, indices),
      networks,
      score: (examples) => scoreExamples(built, examples),
      probe,
      features,
      random: built.streams.below(`callback/${index}-${own.type}`),
      get counters() {
        return progress.counters;
      },
      log: {
        scalars: (values) => logging.scalars(progress.counters, values, 'all'),
        image: (tag, image) => logging.image(progress.counters, tag, image),
        histogram: (tag, values) => logging.histogram(progress.counters, tag, values),
        text: (tag, markdown) => logging.text(progress.counters, tag, markdown),
        graph: (models) => logging.graph(progress.counters, models),
        prCurve: (tag, scored) => logging.prCurve(progress.counters, tag, scored),
        embedding: (embedding) => logging.embedding(progress.counters, embedding),
      },
      artifact: (path, description) =>
        post({ type: 'artifact', counters: progress.counters, path, description }),
      warn: (code, message) => post({ type: 'warning', code, message }),
      budget,
      stop: (type, reason) => {
        stop ??= { type, reason, rule: own.type };
      },
    };
    return { component: own.component, every: own.every, callback: own.value, context };
  });
  return {
    subscribers: callbacks.map(({ callback, component, context }) => ({
      component,
      handle: Object.fromEntries(
        Object.entries(callback.on ?? {}).map(([type, handle]) => [
          type,
          (event: never) =>
            (handle as (event: never, context: CallbackContext) => void | Promise<void>).call(
              callback.on,
              event,
              context,
            ),
        ]),
      ),
    })),
    parts: opened,
    due: (iteration) => callbacks.some(({ callback, every }) => callback.tick && iteration % every === 0),
    async tick(iteration, which) {
      for (const open of callbacks) {
        const { callback, component, context, every } = open;
        if (!callback.tick || (iteration % every === 0) !== (which === 'due')) continue;
        await guardedAsync({ component, hook: 'tick', iteration }, () => callback.tick!(context));
        await bus().drain();
      }
    },
    get stop() {
      return stop;
    },
  };
}
