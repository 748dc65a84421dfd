import * as tf from '@tensorflow/tfjs-core';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import type { Compute, Step } from '../compute.js';
import { rangeOf } from '../data/range.js';
import type { OpenedExperiment } from '../experiment/opened.js';
import type { Dataset, DatasetInfo, NetworkContext, NetworkRole, RandomSource } from '../plugin/index.js';
import { RandomStreams } from '../random/index.js';
import type { ExperimentSpec } from '../spec/types.js';
import { guarded } from './guard.js';
import { buildNetwork } from './network/build-network.js';
import type { Network } from './network/network.js';
import { requireRateFactor } from './optimizer-scalars.js';
import { type DiscriminatorInputs, discriminatorStep } from './step/discriminator-step.js';
import { type GeneratorInputs, generatorStep } from './step/generator-step.js';
import { type Learner, type StepParts, StepScalars } from './step/parts.js';
import { type ProbeInputs, probeStep } from './step/probe-step.js';
import { type SampleInputs, sampleStep } from './step/sample-step.js';
import { type ScoreInputs, scoreStep } from './step/score-step.js';
import { stepRandom } from './step-random.js';

export interface BuildRequest {
  readonly experiment: OpenedExperiment;
  readonly compute: Compute;
}

type Stats = { stats: tf.Tensor };

/** The networks of an experiment and the steps that train them, with first weights still to be drawn. */
export interface Built
  extends BuildRequest,
    Pick<OpenedExperiment, 'spec' | 'registry' | 'directory' | 'info'> {
  readonly generator: Learner;
  readonly discriminator: Learner;
  readonly average: Network | undefined;
  /** Classes, when the networks take labels. */
  readonly classes: number | undefined;
  readonly generatorSeesReal: boolean;
  readonly augmentations: StepParts['augmentations'];
  readonly regularizers: StepParts['regularizers'];
  /** Streams of everything that is drawn in training. */
  readonly streams: RandomStreams;
  /** The variant of the discriminator's step that is due as its n-th, counted from 0. */
  discriminatorStepAt(n: number): Step<DiscriminatorInputs, Stats>;
  readonly generatorStep: Step<GeneratorInputs, Stats>;
  /** Runs the generator in inference mode. Layers that draw then do so from `sampling`, not from the training streams. */
  sample(inputs: Partial<SampleInputs>, mode?: 'run' | 'prepare'): Promise<Float32Array>;
  readonly sampling: RandomStreams;
  /** The discriminator's opinions in inference mode; traced when first asked for. Layers that draw do so from `sampling`. */
  score(inputs: Partial<ScoreInputs>): Promise<Float32Array>;
  /** What both networks would learn; traced when first asked for. Layers and augmentations draw from `sampling`. */
  probe(inputs: Partial<ProbeInputs>): Promise<Readonly<Record<string, Float32Array>>>;
  /** The examples, read anew. */
  loadDataset(): Promise<Dataset>;
  dispose(): void;
}

/** Builds everything that trains. The compute's backend must be active. */
export function build(request: BuildRequest): Built {
  // For every experiment, so that its bits do not depend on what else this process trains.
  registerSecondDerivatives();
  const { compute, experiment } = request;
  const { spec, registry, directory, info, loss } = experiment;
  const streams = new RandomStreams(spec.seed);
  const sampling = new RandomStreams(spec.seed);
  let source: RandomSource = streams;
  const { conditioning } = experiment;
  const classes = conditioning.value.conditional ? info.classes : undefined;
  const network = (role: NetworkRole): Network =>
    buildNetwork({
      spec: spec[role],
      context: networkContext(role, spec, info, classes),
      registry,
      conditioning,
      compute,
      random: () => source,
    });
  const generatorNetwork = network('generator');
  const discriminatorNetwork = network('discriminator');
  const average = spec.ema ? network('generator') : undefined;
  const slots: tf.Variable[] = [];
  const learner = (net: Network): Learner => {
    const optimizer = experiment.optimizers[net.role];
    const { component, value } = optimizer;
    const ofWeight = new Map<string, Record<string, tf.Variable>>();
    for (const { name, variable, trainable } of net.weights) {
      if (!trainable) continue;
      const made = Object.fromEntries(
        Object.entries(value.slots).map(([slot, first]) => [slot, slotVariable(variable.shape, first)]),
      );
      slots.push(...Object.values(made));
      ofWeight.set(name, made);
    }
    const scalarNames = Object.keys(guarded({ component, hook: 'scalars' }, () => value.scalars(1, 1)));
    return {
      network: net,
      optimizer,
      slots: ofWeight,
      scalars: new StepScalars(),
      scalarNames,
    };
  };
  const generator = learner(generatorNetwork);
  const discriminator = learner(discriminatorNetwork);
  if (spec.rollBack) for (const one of [generator, discriminator]) requireRateFactor(one);
  const latentRandom = stepRandom(compute, () => source, 'latents');
  const parts: StepParts = {
    compute,
    generator,
    discriminator,
    average,
    loss,
    regularizers: experiment.regularizers,
    augmentations: experiment.augmentations.map(({ component, type, value }, index) => ({
      component,
      value,
      random: stepRandom(compute, () => source, `augment/${index}-${type}`),
    })),
    penaltyRandom: stepRandom(compute, () => source, 'penalties'),
    latents: (batch) =>
      spec.latent.type === 'normal'
        ? latentRandom.normal([batch, spec.latent.size])
        : latentRandom.uniform([batch, spec.latent.size], -1, 1),
    batchSize: spec.data.batchSize,
    exampleShape: info.shape,
    dtype: info.dtype,
    range: spec.data.range,
    classes,
  };
  const variants = new Map<string, Step<DiscriminatorInputs, Stats>>();
  const made: { dispose(): void }[] = [];
  const compile = <S extends { dispose(): void }>(step: S): S => {
    made.push(step);
    return step;
  };
  const sampler = compile(
    compute.compile<SampleInputs, { samples: tf.Tensor }>(
      'sampling',
      sampleStep(average ?? generatorNetwork, classes),
    ),
  );
  let scorer: Step<ScoreInputs, { opinions: tf.Tensor }> | undefined;
  let prober: Step<ProbeInputs, Record<string, tf.Tensor>> | undefined;
  /** Has layers draw from `sampling` while something that is no training step runs. */
  const aside = async <T>(work: () => Promise<T>): Promise<T> => {
    source = sampling;
    try {
      return await work();
    } finally {
      source = streams;
    }
  };
  return {
    ...request,
    spec,
    registry,
    directory,
    info,
    loadDataset: () => experiment.loadDataset(streams.below('data')),
    generator,
    discriminator,
    average,
    classes,
    generatorSeesReal: loss.value.generatorSeesReal ?? false,
    augmentations: parts.augmentations,
    regularizers: parts.regularizers,
    streams,
    discriminatorStepAt(n) {
      const due = parts.regularizers.map(({ every }) => n % every === 0);
      const key = due.join();
      let step = variants.get(key);
      if (!step) {
        const which = parts.regularizers
          .filter((_, index) => due[index])
          .map(({ component }) => component.split(' ')[1]);
        const name = ['discriminator step', ...which].join(' with ');
        step = compile(compute.compile<DiscriminatorInputs, Stats>(name, discriminatorStep(parts, due)));
        variants.set(key, step);
      }
      return step;
    },
    generatorStep: compile(compute.compile<GeneratorInputs, Stats>('generator step', generatorStep(parts))),
    sampling,
    sample: (inputs, mode = 'run') =>
      aside(async () => {
        if (mode === 'run') return (await sampler.run(inputs as SampleInputs)).samples;
        await sampler.prepare(inputs as SampleInputs);
        return new Float32Array();
      }),
    score: (inputs) =>
      aside(async () => {
        scorer ??= compile(compute.compile('scoring', scoreStep(discriminatorNetwork, loss.value, classes)));
        return (await scorer.run(inputs as ScoreInputs)).opinions;
      }),
    probe: (inputs) =>
      aside(async () => {
        prober ??= compile(compute.compile('probe', probeStep(parts)));
        return prober.run(inputs as ProbeInputs);
      }),
    dispose() {
      for (const step of made) step.dispose();
      tf.dispose(slots);
      for (const net of [generatorNetwork, discriminatorNetwork, average]) net?.model.dispose();
    },
  };
}

function networkContext(
  role: NetworkRole,
  spec: ExperimentSpec,
  info: DatasetInfo,
  classes: number | undefined,
): NetworkContext {
  const range = rangeOf(spec, info);
  return {
    role,
    exampleShape: info.shape,
    latentSize: spec.latent.size,
    ...(classes === undefined ? {} : { classes }),
    ...(range === undefined ? {} : { exampleRange: range }),
  };
}

function slotVariable(shape: readonly number[], value: number): tf.Variable {
  const first = tf.fill([...shape], value, 'float32');
  const variable = tf.variable(first, false);
  first.dispose();
  return variable;
}

/** Puts the optimizers' slots at their first values. */
export function resetSlots({ network, optimizer, slots }: Learner): void {
  for (const { name } of network.weights) {
    for (const [slot, variable] of Object.entries(slots.get(name) ?? {})) {
      const first = tf.fill(variable.shape, optimizer.value.slots[slot]!, 'float32');
      variable.assign(first);
      first.dispose();
    }
  }
}
