import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import type { Side } from '../../plugin/index.js';
import type { DiscriminatorInputs } from './discriminator-step.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import { Match } from './match.js';
import { type Objective, objectiveOf } from './objectives.js';
import type { Learner, StepParts } from './parts.js';

export type ProbeInputs = DiscriminatorInputs & {
  /** [B, size] */
  readonly latents: { readonly shape: readonly number[]; readonly data: Float32Array };
};

/** Name of the probe's output that holds the gradient of a weight. */
export const gradientOf = (weight: string): string => `gradient of ${weight}`;

/**
 * What both networks would learn from one batch, without learning it:
 *
 *   fake     = G(z)
 *   advice_b = B * d loss_G / d fake_b, so that it is of one sample's own loss, whatever the size of the batch
 *   gradient of each trainable weight of G and D: of what each lowers on every step
 *
 * Both pass in training mode, as in the steps: batch norm uses the batch's statistics. What such a pass moves (moving averages,
 * the vectors of spectral norm) is put back, so that no variable differs afterwards.
 */
export function probeStep(parts: StepParts) {
  const { discriminator, generator, batchSize } = parts;
  const everyStep = parts.terms.filter(({ every }) => every === 1);

  return (inputs: Partial<TensorsOf<ProbeInputs>>): Record<string, tf.Tensor> => {
    const statistics = [generator, discriminator]
      .flatMap(({ network }) => network.weights)
      .filter(({ trainable }) => !trainable)
      .map(({ variable }) => ({ variable, before: tf.clone(variable) }));
    const labels = oneHotLabels(parts, inputs.labels);
    const real: Side = { examples: realBatch(parts, inputs.examples!), labels, latents: undefined };
    const latents = inputs.latents!;

    // What is added to every pixel; the slope at zero is the advice.
    const nudge = tf.zeros([batchSize, ...parts.exampleShape]);
    let fake!: tf.Tensor;
    const both = <T>(work: () => T): T =>
      generator.network.transforms.within(() => discriminator.network.transforms.within(work));
    const [perPixel, ...ofGenerator] = slopes(
      () =>
        both(() => {
          fake = tf.keep(tf.add(pass(generator.network, latents, labels), nudge));
          const sides = { real, fake: { examples: fake, labels, latents } };
          return objectiveOf(parts, everyStep, new Match(parts, { role: 'generator', ...sides }));
        }),
      [nudge, ...trainable(generator)],
    );
    const ofDiscriminator = slopes(
      () =>
        both(() => {
          const sides = { real, fake: { examples: fake, labels, latents } };
          return objectiveOf(parts, everyStep, new Match(parts, { role: 'discriminator', ...sides }));
        }),
      trainable(discriminator),
    );
    for (const { variable, before } of statistics) variable.assign(before as never);
    return {
      fake,
      advice: tf.mul(perPixel!, batchSize),
      ...named(generator, ofGenerator),
      ...named(discriminator, ofDiscriminator),
    };
  };
}

function trainable({ network }: Learner): tf.Variable[] {
  return network.weights.filter((weight) => weight.trainable).map(({ variable }) => variable);
}

function named({ network }: Learner, gradients: readonly tf.Tensor[]): Record<string, tf.Tensor> {
  const weights = network.weights.filter((weight) => weight.trainable);
  return Object.fromEntries(weights.map(({ name }, index) => [gradientOf(name), gradients[index]!]));
}

/** d objective / d x for each x; zero for one that the objective does not depend on. */
function slopes(objective: () => Objective, xs: tf.Tensor[]): tf.Tensor[] {
  const { value, grads } = tf.engine().gradients(
    () => {
      const { objective: made, stats, memory } = objective();
      tf.dispose([stats, ...memory.map(({ value }) => value)]);
      return made;
    },
    xs,
    undefined,
    true,
  );
  value.dispose();
  return xs.map((x, index) => (grads[index] as tf.Tensor | undefined) ?? tf.zerosLike(x));
}
