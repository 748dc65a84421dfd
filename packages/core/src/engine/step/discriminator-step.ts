import * as tf from '@tensorflow/tfjs-core';
import type { TensorsOf } from '../../compute.js';
import { guarded } from '../../experiment/guard.js';
import { oneHotLabels, pass, realBatch } from './forward.js';
import { Match } from './match.js';
import { objectiveOf } from './objectives.js';
import type { StepParts } from './parts.js';
import { type OpenTerm, weightRefs } from './terms.js';
import { remember, updateWeights } from './update.js';

export type DiscriminatorInputs = {
  /** [B,...shape], bytes or floats as the dataset has them. */
  readonly examples: { readonly shape: readonly number[]; readonly data: Uint8Array | Float32Array };
  /** [B] classes of the examples; the generator is asked for the same ones. */
  readonly labels: { readonly shape: readonly number[]; readonly data: Int32Array };
};

/**
 * One update of the discriminator:
 *
 *   fake = G(z), in training mode, no gradient into G
 *   minimize the game + the discriminator's part of all other terms that are due
 *
 * @param due the terms that act in this variant of the step, the game first.
 */
export function discriminatorStep(parts: StepParts, due: readonly OpenTerm[]) {
  const { compute, discriminator, generator } = parts;
  const refs = weightRefs(discriminator.network);
  const variables = refs.map(({ variable }) => variable);

  return (inputs: Partial<TensorsOf<DiscriminatorInputs>>): { stats: tf.Tensor } => {
    const scalars = discriminator.scalars.tensors(compute, discriminator.scalarNames);
    const labels = oneHotLabels(parts, inputs.labels);
    const real = { examples: realBatch(parts, inputs.examples!), labels, latents: undefined };
    const latents = parts.latents(parts.batchSize);
    discriminator.network.transforms.advance();
    let made!: ReturnType<typeof objectiveOf>;
    const grads = generator.network.transforms.within(() => {
      const fake = { examples: pass(generator.network, latents, labels), labels, latents };
      const match = new Match(parts, { role: 'discriminator', real, fake });
      const lowered = tf.variableGrads(() => {
        made = discriminator.network.transforms.within(() => objectiveOf(parts, due, match));
        return made.objective;
      }, variables);
      lowered.value.dispose();
      return lowered.grads;
    });
    updateWeights(discriminator, grads, scalars);
    remember(made.memory);
    for (const { component, value: term } of due) {
      guarded({ component, hook: 'afterUpdate' }, () => term.afterUpdate?.(refs));
    }
    return { stats: made.stats };
  };
}
