import { OptionsError } from '../errors.js';
import { atStart, numbersAt, type Optimizer } from '../plugin/index.js';
import { guarded } from './guard.js';
import { memo } from './named.js';
import type { Named } from './opened.js';

/**
 * The optimizer of a network, which has to move its weights.
 *
 * Errors     OptionsError of one that has no learning rate, when it is made.
 */
export function movingWeights(optimizer: Named<Optimizer>): Named<Optimizer> {
  const { component, type } = optimizer;
  const made = memo(() => {
    const { value } = optimizer;
    const scalars = guarded({ component, hook: 'scalars' }, () => value.scalars(1, 1, numbersAt(atStart)));
    if (scalars.learningRate !== undefined) return value;
    throw new OptionsError(
      'type',
      `The optimizer "${type}" has no learning rate: by itself it trains nothing. Put it before one that does, as { type: chain, of: [{ type: ${type}, ... }, { type: adam }] }.`,
    );
  });
  return {
    component,
    type,
    place: optimizer.place,
    get value() {
      return made();
    },
    get moving() {
      return optimizer.moving;
    },
  };
}
