import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import { guarded } from '../guard.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import { discriminatorObjective } from './objectives.js';
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
 * @param due which regularizers act in this variant of the step.
 */
export function discriminatorStep(parts: StepParts, due: readonly boolean[]) {
  const { compute, discriminator, generator } = parts;
  const { network } = discriminator;
  const variables = network.weights.filter((weight) => weight.trainable).map((weight) => weight.variable);
  const acting = parts.regularizers.filter((_, index) => due[index]);

  return (inputs: Partial<TensorsOf<DiscriminatorInputs>>): { stats: tf.Tensor } => {
    const scalars = discriminator.scalars.tensors(compute, discriminator.scalarNames);
    const labels = oneHotLabels(parts, inputs.labels);
    const real = realBatch(parts, inputs.examples!);
    const fake = pass(generator.network, parts.latents(parts.batchSize), labels);
    let stats!: tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      const made = discriminatorObjective(parts, acting, { real, fake, labels });
      stats = made.stats;
      return made.objective;
    }, variables);
    value.dispose();
    updateWeights(discriminator, grads, scalars);
    for (const { component, value: regularizer } of acting) {
      guarded({ component, hook: 'afterUpdate' }, () => regularizer.afterUpdate?.(variables));
    }
    return { stats };
  };
}
