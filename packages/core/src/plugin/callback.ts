import type { Component, ComponentDefinition, Defined, Stateful } from './component.js';
import type { Dataset } from './dataset.js';
import type { RunEvent, RunEventOf } from './events.js';
import type { Json } from './json.js';
import type { NetworkRole } from './layer.js';
import type { LoggedEmbedding, LoggedImage, LoggedScores, NetworkModels } from './logger.js';
import type { MetricContext, Sampler, Samples } from './metric.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { RandomSource } from './random.js';
import type { Counters, VerdictType } from './run-facts.js';

/** A network between steps: the weights that train, not averaged ones. */
export interface NetworkView {
  /** Copies, in the order of the layers. */
  weights(): Promise<readonly WeightView[]>;
  /** Its layers, as `toJSON` of its TensorFlow.js model gives them, each with its `output_shape`; without weights. */
  modelJson(): Json;
}

/** One weight of a network, copied to the host. */
export interface WeightView {
  /** Its place: `generator/03-conv-transpose/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** False for statistics that layers change themselves. */
  readonly trainable: boolean;
  readonly values: Float32Array;
}

/** The gradient of a loss with respect to one trainable weight. */
export interface GradientView extends Pick<WeightView, 'name' | 'shape' | 'values'> {}

/** What both networks would learn from one batch, measured without learning it. */
export interface Probe {
  /** What the generator makes of the probe's latents, in training mode; when conditional, of classes as the data have them. */
  readonly fake: Samples;
  /**
   * The discriminator's advice, [count, ...shape]: the gradient of each sample's share of the generator's loss with respect
   * to its pixels. The loss falls where a pixel moves against it.
   */
  readonly advice: Float32Array;
  /**
   * In the order of the layers: of the generator's loss, and of the discriminator's with the penalties that act on every
   * step.
   */
  readonly gradients: { readonly [role in NetworkRole]: readonly GradientView[] };
}

/** What a callback may look at and do; the same object at every call, with the run as it is then. */
export interface CallbackContext {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly sampler: Sampler;
  readonly data: Dataset;
  readonly range: readonly [number, number] | undefined;
  examples(split: 'train' | 'heldOut', indices: Int32Array): Samples;
  readonly networks: { readonly [role in NetworkRole]: NetworkView };
  /**
   * The discriminator's opinion of each example (the loss says what an opinion is), in inference mode. A conditional one
   * needs the examples' labels.
   */
  score(examples: Samples): Promise<Float32Array>;
  /**
   * Gradients at the networks as they are. The batch is the same at every probe, and nothing that trains is touched: a run
   * with probes has the bits of one without. Costs about as much as one iteration; callbacks of one iteration share it.
   */
  probe(): Promise<Probe>;
  /** The extractor that an option of kind `feature-extractor` names; shared with the metrics. */
  readonly features: MetricContext['features'];
  /** Streams of this callback alone; where they stand is saved in checkpoints. */
  readonly random: RandomSource;
  readonly counters: Counters;
  /** To all loggers. */
  log: {
    scalars(values: Readonly<Record<string, number>>): void;
    image(tag: string, image: LoggedImage): void;
    histogram(tag: string, values: Float32Array): void;
    text(tag: string, markdown: string): void;
    graph(models: NetworkModels): void;
    prCurve(tag: string, scored: LoggedScores): void;
    embedding(embedding: LoggedEmbedding): void;
  };
  /** Publishes an `artifact` event for a file below the run's folder. */
  artifact(path: string, description: string): void;
  /** Publishes a `warning` event. The code is the plugin's own, in capitals: `ACME_TOO_DARK`. */
  warn(code: string, message: string): void;
  /** What a progress display can count to. */
  readonly budget: { readonly counter: keyof Counters | 'seconds'; readonly max: number } | undefined;
  /** Asks the run to end after the current iteration, for a reason with numbers in it; the first request counts. */
  stop(type: Exclude<VerdictType, 'interrupted' | 'failed'>, reason: string): void;
}

type Handler<T extends RunEvent['type']> = (
  event: RunEventOf<T>,
  context: CallbackContext,
) => void | Promise<void>;

/**
 * One callback in one run, with events to listen to, a tick, or both. Callbacks are called in the order of the spec's list,
 * and the run waits for what a hook returns; a hook that throws ends the run with a plugin error (exit code 3) that names
 * the component, the hook and the iteration.
 */
export interface Callback extends Stateful {
  /** By event, as `RunEvent` says when each is published. */
  readonly on?: { readonly [T in RunEvent['type']]?: Handler<T> };
  /**
   * Called after every `every`-th iteration (the framework's option), when its events are out and before stopping rules are
   * asked; and once more at the end of a run whose last iteration was no such one.
   */
  readonly tick?: (context: CallbackContext) => void | Promise<void>;
}

/** What `defineCallback` takes. */
export interface CallbackDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /**
   * Called once for each run and each check, and anew where a run goes back to a checkpoint. Throws an `OptionsError` for
   * options that do not go together.
   */
  create(options: OptionsOf<S>): Callback;
}

/** As the registry keeps it. */
export interface CallbackComponent
  extends Component<'callback'>,
    Pick<CallbackDefinition<OptionsSchema>, 'create'> {}

/**
 * Something that watches a run, for `callbacks:`; the framework's `every` says how often it ticks, in iterations. It looks
 * and does not touch: a run with it has the bits of one without.
 *
 * ```ts
 * import { defineCallback } from '@ganx/core/plugin';
 *
 * export const gap = defineCallback({
 *   type: 'gap',
 *   description: 'Logs by how much the losses of both networks differ.',
 *   examples: [{ type: 'gap' }],
 *   create: () => ({
 *     on: {
 *       iteration: ({ discriminator, generator }, { log }) => {
 *         if (discriminator && generator) log.scalars({ 'gap/loss': discriminator.loss - generator.loss });
 *       },
 *     },
 *   }),
 * });
 * ```
 */
export function defineCallback<const S extends OptionsSchema | undefined = undefined>(
  definition: CallbackDefinition<S>,
): Defined<CallbackComponent, CallbackDefinition<S>, 'create'> {
  return { kind: 'callback', ...definition } as never;
}
