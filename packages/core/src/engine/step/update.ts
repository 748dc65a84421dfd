import { type NamedTensorMap, type Scalar, tidy, type Variable } from '@tensorflow/tfjs-core';
import { PluginError } from '../../errors.js';
import { guarded, type PluginPlace } from '../../experiment/guard.js';
import { type Updated, updatesOf } from '../../plugin/index.js';
import type { Learner } from './parts.js';
import { type TermResult, weightKind } from './terms.js';

/** One optimizer update of every trainable weight that has a gradient, in the order of the layers. */
export function updateWeights(
  { network, optimizer, slots }: Learner,
  gradients: NamedTensorMap,
  scalars: Readonly<Record<string, Scalar>>,
): void {
  const { component, value } = optimizer;
  const due = network.weights.flatMap(({ name, variable, trainable }) => {
    const gradient = gradients[variable.name];
    if (!trainable || !gradient) return [];
    return [{ name, kind: weightKind(name), parameter: variable, gradient, slots: slots.get(name)! }];
  });
  const place = { component, hook: 'updateAll' in value ? 'updateAll' : 'update' };
  // By itself where it may be: what was computed for one weight is freed before the next.
  for (const weights of 'updateAll' in value ? [due] : due.map((weight) => [weight])) {
    tidy(() => {
      const updates = guarded(place, () => updatesOf(value, weights, scalars));
      if (updates?.length !== weights.length) {
        throw new PluginError(
          'GANX_PLUGIN_RESULT',
          `The ${component} gave ${updates?.length ?? 'no'} updates for ${weights.length} weights from its hook "updateAll", but one for each is expected, in their order.`,
          { place },
        );
      }
      for (const [i, weight] of weights.entries()) assign(weight, updates[i]!, place);
    });
  }
}

interface DueVariable {
  readonly name: string;
  readonly parameter: Variable;
  readonly slots: Readonly<Record<string, Variable>>;
}

function assign({ name, parameter, slots }: DueVariable, next: Updated, place: PluginPlace): void {
  parameter.assign(next.parameter as never);
  for (const [slot, variable] of Object.entries(slots)) {
    const value = next.slots[slot];
    if (!value) {
      throw new PluginError(
        'GANX_PLUGIN_SLOT',
        `The ${place.component} gave no new value for its slot "${slot}" of ${name}.`,
        { place },
      );
    }
    variable.assign(value as never);
  }
}

/** Puts what terms carry to the next step into their memory. */
export function remember(memory: TermResult['memory']): void {
  for (const { variable, value } of memory) {
    variable.assign(value as never);
    value.dispose();
  }
}
