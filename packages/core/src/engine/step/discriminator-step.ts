import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import { guarded } from '../guard.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import type { StepParts } from './parts.js';
import { updateWeights } from './update.js';

export type DiscriminatorInputs = {
  /** [B,...shape], bytes or floats as the dataset has them. */
  readonly examples: { readonly shape: readonly number[]; readonly data: Uint8Array | Float32Array };
  /** [B] classes of the examples; the generator is asked for the same ones. */
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
};

/** Order of the numbers that the step gives. */
export const discriminatorStats = ['loss', 'dReal', 'dFake', 'accuracy', 'penalty'] as const;

/**
 * One update of the discriminator:
 *
 *   fake = G(z), in training mode, no gradient into G
 *   minimize loss(D(real), D(fake)) + sum of the penalties that are due
 *
 * Where no layer mixes samples, D sees real and fake as one batch [2B,...]: the same values from fewer, thicker matrix
 * products. With batch norm they are two batches, each with its own statistics.
 *
 * @param due which regularizers act in this variant of the step.
 */
export function discriminatorStep(parts: StepParts, due: readonly boolean[]) {
  const { compute, discriminator, generator, loss } = parts;
  const { network } = discriminator;
  const variables = network.weights.filter((weight) => weight.trainable).map((weight) => weight.variable);
  const acting = parts.regularizers.filter((_, index) => due[index]);

  return (inputs: Partial<TensorsOf<DiscriminatorInputs>>): { stats: tf.Tensor } => {
    const scalars = discriminator.scalars.tensors(compute, discriminator.scalarNames);
    const labels = oneHotLabels(parts, inputs.labels);
    const real = realBatch(parts, inputs.examples!);
    const fake = pass(generator.network, parts.latents(parts.batchSize), labels);
    const critic = (x: tf.Tensor) => pass(network, x, labels);
    let stats!: tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      const [dReal, dFake] = network.mixesSamples
        ? [critic(real), critic(fake)]
        : together(real, fake, labels);
      const game = guarded({ component: loss.component, hook: 'discriminator' }, () =>
        loss.value.discriminator(dReal, dFake),
      );
      const penalty = acting.reduce<tf.Scalar | undefined>((sum, { component, value: regularizer }) => {
        const one = guarded({ component, hook: 'penalty' }, () =>
          regularizer.penalty?.({ real, fake, critic, random: parts.penaltyRandom }),
        );
        return one && sum ? tf.add(sum, one) : (one ?? sum);
      }, undefined);
      const { threshold } = loss.value;
      const right = tf.concat(
        [tf.greater(dReal, threshold), tf.lessEqual(dFake, threshold)].map((x) => tf.cast(x, 'float32')),
      );
      const opinion = (score: tf.Tensor) =>
        guarded({ component: loss.component, hook: 'opinion' }, () => tf.mean(loss.value.opinion(score)));
      // Kept past the tidy of the gradient; whoever runs the step disposes it.
      stats = tf.keep(
        tf.stack([game, opinion(dReal), opinion(dFake), tf.mean(right), penalty ?? tf.scalar(0)]),
      );
      return penalty ? tf.add(game, penalty) : game;
    }, variables);
    value.dispose();
    updateWeights(discriminator, grads, scalars);
    for (const { component, value: regularizer } of acting) {
      guarded({ component, hook: 'afterUpdate' }, () => regularizer.afterUpdate?.(variables));
    }
    return { stats };

    function together(a: tf.Tensor, b: tf.Tensor, y: tf.Tensor | undefined): [tf.Tensor, tf.Tensor] {
      const both = pass(network, tf.concat([a, b]), y && tf.concat([y, y]));
      const [dReal, dFake] = tf.split(both, 2);
      return [dReal!, dFake!];
    }
  };
}
