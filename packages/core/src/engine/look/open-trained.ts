import * as tf from '@tensorflow/tfjs-core';
import { Effect, type Scope } from 'effect';
import { type GanxError, RuntimeFailure } from '../../errors.js';
import type { Dataset, DatasetInfo, MetricValue, NetworkRole, Sampler } from '../../plugin/index.js';
import { RandomStreams } from '../../random/index.js';
import type { PlanRequest } from '../api.js';
import { build } from '../build/build.js';
import type { Built } from '../build/built.js';
import { attempt } from '../build/plan.js';
import type { Network } from '../network/network.js';
import type { HostTensor } from '../state/state.js';
import { sampleStep } from '../step/sample-step.js';
import { openEvaluation } from './evaluation.js';
import { openSampler } from './sampler.js';

/** Weights of the generator: averaged over training (`ema`), or as the last step left them. */
export type WeightsChoice = 'average' | 'raw';

export interface TrainedRequest extends PlanRequest {
  /** Tensors of a checkpoint, by place. */
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly weights: WeightsChoice;
}

/** A network with its trained weights, as something to look at, to call and to export. */
export interface TrainedNetwork extends Pick<Network, 'model' | 'conditional' | 'layers' | 'outputRange'> {
  readonly role: NetworkRole;
  /** By place: `generator/03-conv-transpose/kernel`. */
  readonly weights: ReadonlyMap<string, HostTensor>;
  /**
   * The network in inference mode, in plain TensorFlow.js ops, so that it can be traced. Latents [B, size] or examples
   * [B, ...shape], and the class of each [B] (int32) when conditional, to examples or scores [B,1].
   */
  apply(input: tf.Tensor, labels?: tf.Tensor): tf.Tensor;
}

/** What a checkpoint's networks can be asked for. Trains nothing. */
export interface Trained {
  readonly info: DatasetInfo;
  readonly classes: number | undefined;
  /** Weights that the generator has here. */
  readonly weights: WeightsChoice;
  readonly generator: TrainedNetwork;
  readonly discriminator: TrainedNetwork;
  readonly sampler: Sampler;
  /**
   * The spec's metrics, each measured once for each seed. Loads the dataset, and shows it to `judge` before anything is
   * measured by it.
   */
  evaluate(
    seeds: readonly number[],
    judge: (dataset: Dataset) => void,
  ): Effect.Effect<readonly MetricValue[][], GanxError, Scope.Scope>;
}

/**
 * The networks of a checkpoint. Only they are built: no optimizer runs, nothing is traced before it is asked for, and
 * the dataset's examples are not read. What is built lives until the scope closes.
 *
 * Errors     RuntimeFailure GANX_RUN_STATE_MISFIT if the weights do not fit the spec.
 */
export const openTrained = (request: TrainedRequest): Effect.Effect<Trained, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { compute, experiment, tensors, weights } = request;
    const { ema, ...withoutAverage } = experiment.spec;
    const averaged = weights === 'average' && ema !== undefined;
    const spec = averaged ? experiment.spec : withoutAverage;
    yield* attempt(() => compute.activate(), 'The backend could not be activated');
    const built = yield* Effect.acquireRelease(
      attempt(
        () => build({ experiment: { ...experiment, spec }, compute, memory: Number.POSITIVE_INFINITY }),
        'The networks could not be built',
      ),
      (made) => Effect.sync(() => made.dispose()),
    );
    yield* attempt(() => restoreWeights(built, tensors), 'The weights could not be restored');
    const network = (role: NetworkRole) =>
      attempt(() => trainedNetwork(built, role), `The ${role} could not be read`);
    const [generator, discriminator] = [yield* network('generator'), yield* network('discriminator')];
    return {
      info: experiment.info,
      classes: built.classes,
      weights: averaged ? 'average' : 'raw',
      generator,
      discriminator,
      sampler: openSampler(built),
      evaluate: (seeds, judge) => evaluate(built, seeds, judge),
    } satisfies Trained;
  });

/**
 * Copies a checkpoint's weights into the networks, as their layers compute with them: nothing is trained here, so that
 * transforms are done for good. Optimizers keep their first values.
 */
function restoreWeights({ generator, discriminator, average }: Built, tensors: TrainedRequest['tensors']) {
  const restore = (network: Network | undefined, prefix = '') => {
    for (const { name, variable } of network?.weights ?? []) {
      const value = tensorAt(tensors, `${prefix}${name}`, variable.shape);
      const tensor = tf.tensor(Float32Array.from(value.data), [...value.shape], 'float32');
      variable.assign(tensor);
      tensor.dispose();
    }
    network?.transforms.bake();
  };
  restore(generator.network);
  restore(discriminator.network);
  restore(average, 'average/');
}

function tensorAt(tensors: TrainedRequest['tensors'], name: string, shape: readonly number[]): HostTensor {
  const saved = tensors.get(name);
  if (saved && saved.shape.join() === shape.join()) return saved;
  const seen = saved ? `has shape [${saved.shape}] there` : 'is not there';
  throw new RuntimeFailure(
    'GANX_RUN_STATE_MISFIT',
    `The checkpoint does not fit the run's spec: ${name} [${shape}] ${seen}. Was spec.yaml changed after training?`,
  );
}

async function trainedNetwork(built: Built, role: NetworkRole): Promise<TrainedNetwork> {
  const network = (role === 'generator' ? built.average : undefined) ?? built[role].network;
  const { model, conditional, layers, outputRange } = network;
  const generate = sampleStep(network, built.classes);
  const weights = new Map<string, HostTensor>();
  for (const { bound, name, variable } of network.weights) {
    // A copy: some backends hand out their own memory.
    if (bound) weights.set(name, { shape: variable.shape, data: Float32Array.from(await variable.data()) });
  }
  return {
    role,
    model,
    conditional,
    layers,
    outputRange,
    weights,
    apply: (input, labels) =>
      generate({ latents: input, ...(labels === undefined ? {} : { labels }) }).samples,
  };
}

const evaluate = (built: Built, seeds: readonly number[], judge: (dataset: Dataset) => void) =>
  Effect.gen(function* () {
    const dataset = yield* attempt(() => built.loadDataset(), 'The dataset could not be loaded');
    yield* attempt(() => judge(dataset), 'The dataset could not be judged');
    const rounds: MetricValue[][] = [];
    for (const seed of seeds) {
      // The data stays that of the run's seed; what is drawn to measure it is that of this one.
      const seeded: Built = { ...built, spec: { ...built.spec, seed }, streams: new RandomStreams(seed) };
      const evaluation = yield* Effect.acquireRelease(
        attempt(
          () => openEvaluation(seeded, built.experiment.takeForSession().metrics, dataset),
          'The metrics could not be made',
        ),
        (open) => Effect.sync(() => open.dispose()),
      );
      const values = yield* attempt(() => evaluation.evaluate(0, 'due'), 'The metrics could not be measured');
      rounds.push(values ?? []);
    }
    return rounds;
  });
