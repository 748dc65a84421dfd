import * as tf from '@tensorflow/tfjs-core';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import type { Compute, Step } from '../../compute.js';
import { rangeOf } from '../../data/range.js';
import { guarded } from '../../experiment/guard.js';
import type { OpenedExperiment } from '../../experiment/opened.js';
import type { Dataset, DatasetInfo, NetworkContext, NetworkRole, RandomSource } from '../../plugin/index.js';
import { RandomStreams } from '../../random/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { buildNetwork } from '../network/build-network.js';
import { disposeNetwork, type Network } from '../network/network.js';
import { type DiscriminatorInputs, discriminatorStep } from '../step/discriminator-step.js';
import { type GeneratorInputs, generatorStep } from '../step/generator-step.js';
import { filledVariable, openTerms } from '../step/open-terms.js';
import { type Learner, type StepParts, StepScalars } from '../step/parts.js';
import { type ProbeInputs, probeStep } from '../step/probe-step.js';
import { type SampleInputs, sampleStep } from '../step/sample-step.js';
import { type ScoreInputs, scoreStep } from '../step/score-step.js';
import { readsReal } from '../step/terms.js';
import { type StepVariants, stepVariants } from '../step/variants.js';
import { requireRateFactor } from './optimizer-scalars.js';
import { stepRandom } from './step-random.js';

export interface BuildRequest {
  readonly experiment: OpenedExperiment;
  readonly compute: Compute;
}

/** The networks of an experiment and the steps that train them, with first weights still to be drawn. */
export interface Built
  extends BuildRequest,
    Pick<OpenedExperiment, 'spec' | 'registry' | 'directory' | 'info'> {
  readonly generator: Learner;
  readonly discriminator: Learner;
  readonly average: Network | undefined;
  /** Classes, when the networks take labels. */
  readonly classes: number | undefined;
  /** Whether the generator's step reads real examples. */
  readonly generatorSeesReal: boolean;
  readonly augmentations: StepParts['augmentations'];
  readonly terms: StepParts['terms'];
  /** Streams of everything that is drawn in training. */
  readonly streams: RandomStreams;
  readonly discriminatorStep: StepVariants<DiscriminatorInputs>;
  readonly generatorStep: StepVariants<GeneratorInputs>;
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
  const terms = openTerms(experiment, compute, () => source);
  const network = (role: NetworkRole): Network =>
    buildNetwork({
      spec: spec[role],
      context: networkContext(role, spec, info, classes),
      registry,
      conditioning,
      answers: loss.value.scoreOf ? 'examples' : 'scores',
      terms,
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
        Object.entries(value.slots).map(([slot, first]) => [slot, filledVariable(variable.shape, first)]),
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
    terms,
    scoreOf: (output, examples) =>
      loss.value.scoreOf
        ? guarded({ component: loss.component, hook: 'scoreOf' }, () => loss.value.scoreOf!(output, examples))
        : output,
    augmentations: experiment.augmentations.map(({ component, type, value }, index) => ({
      component,
      value,
      random: stepRandom(compute, () => source, `augment/${index}-${type}`),
    })),
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
    generatorSeesReal: readsReal(terms),
    augmentations: parts.augmentations,
    terms,
    streams,
    discriminatorStep: compile(
      stepVariants('discriminator', compute, terms, (due) => discriminatorStep(parts, due)),
    ),
    generatorStep: compile(stepVariants('generator', compute, terms, (due) => generatorStep(parts, due))),
    sampling,
    sample: (inputs, mode = 'run') =>
      aside(async () => {
        if (mode === 'run') return (await sampler.run(inputs as SampleInputs)).samples;
        await sampler.prepare(inputs as SampleInputs);
        return new Float32Array();
      }),
    score: (inputs) =>
      aside(async () => {
        scorer ??= compile(compute.compile('scoring', scoreStep(parts)));
        return (await scorer.run(inputs as ScoreInputs)).opinions;
      }),
    probe: (inputs) =>
      aside(async () => {
        prober ??= compile(compute.compile('probe', probeStep(parts)));
        return prober.run(inputs as ProbeInputs);
      }),
    dispose() {
      for (const step of made) step.dispose();
      tf.dispose([...slots, ...terms.flatMap(({ memory }) => Object.values(memory))]);
      for (const net of [generatorNetwork, discriminatorNetwork, average]) if (net) disposeNetwork(net);
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
