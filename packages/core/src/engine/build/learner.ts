import * as tf from '@tensorflow/tfjs-core';
import { guarded } from '../../experiment/guard.js';
import type { Named } from '../../experiment/opened.js';
import { atStart, numbersAt, type Optimizer } from '../../plugin/index.js';
import type { Network } from '../network/network.js';
import { filledVariable } from '../step/open-terms.js';
import { type Learner, StepScalars } from '../step/parts.js';

/** A network with an optimizer, which keeps slots beside each of its trainable weights. */
export function makeLearner(network: Network, optimizer: Named<Optimizer>): Learner {
  const { component, value } = optimizer;
  const slots = new Map<string, Readonly<Record<string, tf.Variable>>>();
  for (const { name, variable, trainable } of network.weights) {
    if (!trainable) continue;
    const made = Object.entries(value.slots).map(
      ([slot, first]) => [slot, filledVariable(variable.shape, first)] as const,
    );
    slots.set(name, Object.fromEntries(made));
  }
  const scalarNames = Object.keys(
    guarded({ component, hook: 'scalars' }, () => value.scalars(1, 1, numbersAt(atStart))),
  );
  return { network, optimizer, slots, scalars: new StepScalars(), scalarNames };
}

/** Puts the optimizers' slots at their first values. */
export function resetSlots({ network, optimizer, slots }: Learner): void {
  for (const { name } of network.weights) {
    for (const [slot, variable] of Object.entries(slots.get(name) ?? {})) {
      const first = tf.fill(variable.shape, optimizer.value.slots[slot]!, 'float32');
      variable.assign(first);
      first.dispose();
    }
  }
}

export const slotsOf = ({ slots }: Learner): readonly tf.Variable[] =>
  [...slots.values()].flatMap((ofWeight) => Object.values(ofWeight));
