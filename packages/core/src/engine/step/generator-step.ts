import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import type { DiscriminatorInputs } from './discriminator-step.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import { Match } from './match.js';
import { objectiveOf } from './objectives.js';
import type { StepParts } from './parts.js';
import { type OpenTerm, readsReal, weightRefs } from './terms.js';
import { remember, updateWeights } from './update.js';

export type GeneratorInputs = {
  /** [B] classes to ask the generator for. */
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
  /** Only where a term reads real examples in the generator's step. */
  readonly examples: DiscriminatorInputs['examples'];
};

/** Name of the scalar that says how much of the average stays; 0 makes the average the live weights. */
export const averageDecay = 'average decay';

/**
 * One update of the generator by the discriminator's advice, and of the running average of its weights:
 *
 *   minimize the game + the generator's part of all other terms that are due
 *   average = live + decay * (average - live), for every weight, moving statistics included (as BigGAN does)
 *
 * @param due the terms that act in this variant of the step, the game first.
 */
export function generatorStep(parts: StepParts, due: readonly OpenTerm[]) {
  const { average, compute, discriminator, generator } = parts;
  const { network } = generator;
  const variables = weightRefs(network).map(({ variable }) => variable);
  const seesReal = readsReal(due);

  return (inputs: Partial<TensorsOf<GeneratorInputs>>): { stats: tf.Tensor } => {
    const scalars = generator.scalars.tensors(compute, generator.scalarNames);
    const labels = oneHotLabels(parts, inputs.labels);
    const latents = parts.latents(parts.batchSize);
    const real = seesReal
      ? { examples: realBatch(parts, inputs.examples!), labels, latents: undefined }
      : undefined;
    let made!: ReturnType<typeof objectiveOf>;
    network.transforms.advance();
    const minimized = () => {
      const fake = { examples: pass(network, latents, labels), labels, latents };
      made = objectiveOf(parts, due, new Match(parts, { role: 'generator', real, fake }));
      return made.objective;
    };
    const { value, grads } = discriminator.network.transforms.within(() =>
      tf.variableGrads(() => network.transforms.within(minimized), variables),
    );
    value.dispose();
    updateWeights(generator, grads, scalars);
    remember(made.memory);
    if (average) {
      const decay = generator.scalars.tensors(compute, [averageDecay])[averageDecay]!;
      for (const [index, { variable: live }] of network.weights.entries()) {
        const held = average.weights[index]!.variable;
        tf.tidy(() => held.assign(tf.add(live, tf.mul(tf.sub(held, live), decay)) as never));
      }
    }
    return { stats: made.stats };
  };
}
