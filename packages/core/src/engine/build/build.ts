import * as tf from '@tensorflow/tfjs-core';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import type { OpenedExperiment } from '../../experiment/opened.js';
import { atStart, type Moving } from '../../plugin/index.js';
import { disposeNetwork } from '../network/network.js';
import { discriminatorStep } from '../step/discriminator-step.js';
import { generatorStep } from '../step/generator-step.js';
import { openTerms } from '../step/open-terms.js';
import type { StepClock } from '../step/parts.js';
import { readsReal } from '../step/terms.js';
import { stepVariants } from '../step/variants.js';
import { openAsides } from './asides.js';
import type { BuildRequest, Built } from './built.js';
import { openDraws } from './draws.js';
import { makeLearner, slotsOf } from './learner.js';
import { makeNetworks } from './make-networks.js';
import { makeParts } from './make-parts.js';
import { requireRateFactor } from './optimizer-scalars.js';

/** Builds everything that trains. The compute's backend must be active. */
export function build(request: BuildRequest): Built {
  // For every experiment, so that its bits do not depend on what else this process trains.
  registerSecondDerivatives();
  const { compute, experiment } = request;
  const { spec, registry, directory, info, optimizers } = experiment;
  const draws = openDraws(spec.seed);
  const { streams, sampling } = draws;
  const classes = experiment.conditioning.value.conditional ? info.classes : undefined;
  const terms = openTerms(experiment, compute, draws.current);
  const networks = makeNetworks(request, classes, terms, draws);
  const { average } = networks;
  const generator = makeLearner(networks.generator, optimizers.generator);
  const discriminator = makeLearner(networks.discriminator, optimizers.discriminator);
  if (spec.rollBack) for (const one of [generator, discriminator]) requireRateFactor(one);
  const clock: StepClock = { counters: atStart };
  const parts = makeParts(request, { generator, discriminator, clock, average, terms, classes }, draws);
  const asides = openAsides(parts, draws);
  const steps = {
    discriminatorStep: stepVariants('discriminator', compute, terms, (due) => discriminatorStep(parts, due)),
    generatorStep: stepVariants('generator', compute, terms, (due) => generatorStep(parts, due)),
  };
  return {
    ...request,
    ...steps,
    ...asides,
    spec,
    registry,
    directory,
    info,
    loadDataset: () => experiment.loadDataset(streams.below('data')),
    generator,
    discriminator,
    clock,
    moving: movingOf(experiment),
    average,
    classes,
    generatorSeesReal: readsReal(terms),
    augmentations: parts.augmentations,
    terms,
    streams,
    sampling,
    dispose() {
      for (const one of [asides, ...Object.values(steps)]) one.dispose();
      tf.dispose([...slotsOf(generator), ...slotsOf(discriminator)]);
      tf.dispose(terms.flatMap(({ memory }) => Object.values(memory)));
      for (const network of Object.values(networks)) if (network) disposeNetwork(network);
    },
  };
}

/** The numbers that move, in the order in which a spec has them. */
function movingOf(experiment: OpenedExperiment): readonly Moving[] {
  const { conditioning, ema, loss, optimizers, regularizers } = experiment;
  const { discriminator, generator } = optimizers;
  const all = [conditioning, loss, ...regularizers, generator, discriminator, ...(ema ? [ema] : [])];
  return all.flatMap(({ moving }) => moving);
}
