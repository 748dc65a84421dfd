import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import type { DiscriminatorInputs } from './discriminator-step.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import { generatorObjective } from './objectives.js';
import type { StepParts } from './parts.js';
import { updateWeights } from './update.js';

export type GeneratorInputs = {
  /** [B] classes to ask the generator for. */
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
  /** Only for losses that compare with real examples. */
  readonly examples: DiscriminatorInputs['examples'];
};

/** Order of the numbers that the step gives. */
export const generatorStats = ['loss', 'dFake'] as const;

/** Name of the scalar that says how much of the average stays; 0 makes the average the live weights. */
export const averageDecay = 'average decay';

/**
 * One update of the generator by the discriminator's advice, and of the running average of its weights:
 *
 *   minimize loss(D(G(z)))
 *   average = live + decay * (average - live), for every weight, moving statistics included (as BigGAN does)
 */
export function generatorStep(parts: StepParts) {
  const { average, compute, discriminator, generator, loss } = parts;
  const { network } = generator;
  const variables = network.weights.filter((weight) => weight.trainable).map((weight) => weight.variable);

  return (inputs: Partial<TensorsOf<GeneratorInputs>>): { stats: tf.Tensor } => {
    const scalars = generator.scalars.tensors(compute, generator.scalarNames);
    const labels = oneHotLabels(parts, inputs.labels);
    const z = parts.latents(parts.batchSize);
    const dReal = loss.value.generatorSeesReal
      ? pass(discriminator.network, realBatch(parts, inputs.examples!), labels)
      : undefined;
    let stats!: tf.Tensor;
    const { value, grads } = tf.variableGrads(() => {
      const made = generatorObjective(parts, pass(network, z, labels), labels, dReal);
      stats = made.stats;
      return made.objective;
    }, variables);
    value.dispose();
    updateWeights(generator, grads, scalars);
    if (average) {
      const decay = generator.scalars.tensors(compute, [averageDecay])[averageDecay]!;
      for (const [index, { variable: live }] of network.weights.entries()) {
        const held = average.weights[index]!.variable;
        tf.tidy(() => held.assign(tf.add(live, tf.mul(tf.sub(held, live), decay)) as never));
      }
    }
    return { stats };
  };
}
