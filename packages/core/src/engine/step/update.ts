import { type NamedTensorMap, type Scalar, tidy } from '@tensorflow/tfjs-core';
import { PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type { Learner } from './parts.js';
import type { TermResult } from './terms.js';

/** One optimizer update of every trainable weight that has a gradient, in the order of the layers. */
export function updateWeights(
  { network, optimizer, slots }: Learner,
  gradients: NamedTensorMap,
  scalars: Readonly<Record<string, Scalar>>,
): void {
  for (const { name, variable, trainable } of network.weights) {
    const gradient = gradients[variable.name];
    if (!trainable || !gradient) continue;
    const own = slots.get(name)!;
    const place = { component: optimizer.component, hook: 'update' };
    tidy(() => {
      const next = guarded(place, () =>
        optimizer.value.update({ parameter: variable, gradient, slots: own, scalars }),
      );
      variable.assign(next.parameter as never);
      for (const [slot, value] of Object.entries(own)) {
        const update = next.slots[slot];
        if (!update) {
          throw new PluginError(
            'GANX_PLUGIN_SLOT',
            `The ${optimizer.component} gave no new value for its slot "${slot}" of ${name}.`,
            { place },
          );
        }
        value.assign(update as never);
      }
    });
  }
}

/** Puts what terms carry to the next step into their memory. */
export function remember(memory: TermResult['memory']): void {
  for (const { variable, value } of memory) {
    variable.assign(value as never);
    value.dispose();
  }
}
