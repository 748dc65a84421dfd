import { guarded } from '../../experiment/guard.js';
import type { StepParts } from '../step/parts.js';
import type { BuildRequest } from './built.js';
import type { Draws } from './draws.js';
import { stepRandom } from './step-random.js';

/** What the training steps are made of, from the experiment and what has been built for it. */
export function makeParts(
  { compute, experiment }: BuildRequest,
  built: Pick<StepParts, 'generator' | 'discriminator' | 'clock' | 'average' | 'terms' | 'classes'>,
  { current }: Draws,
): StepParts {
  const { augmentations, info, loss, spec } = experiment;
  const latentRandom = stepRandom(compute, current, 'latents');
  return {
    ...built,
    compute,
    loss,
    scoreOf: (output, examples) =>
      loss.value.scoreOf
        ? guarded({ component: loss.component, hook: 'scoreOf' }, () => loss.value.scoreOf!(output, examples))
        : output,
    augmentations: augmentations.map(({ component, type, value }, index) => ({
      component,
      value,
      random: stepRandom(compute, current, `augment/${index}-${type}`),
    })),
    latents: (batch) =>
      spec.latent.type === 'normal'
        ? latentRandom.normal([batch, spec.latent.size])
        : latentRandom.uniform([batch, spec.latent.size], -1, 1),
    batchSize: spec.data.batchSize,
    exampleShape: info.shape,
    dtype: info.dtype,
    range: spec.data.range,
  };
}
