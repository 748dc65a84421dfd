import { PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import { atStart, type Counters, numbersAt, type OptimizerScalars } from '../../plugin/index.js';
import type { Progress } from '../state/state.js';
import type { Learner } from '../step/parts.js';

/**
 * The optimizer's numbers for a network's n-th update, n from 1, its learning rate lowered by the roll-backs so far. One
 * that is not finite would ruin all weights at once.
 *
 * @param at the counters before the update: where numbers that move stand.
 *
 * Errors     PluginError GANX_PLUGIN_SCALAR.
 */
export function optimizerScalars(
  { optimizer: { component, value } }: Learner,
  n: number,
  { counters: { iteration }, rollBacks }: Progress,
  at: Counters,
): OptimizerScalars & { readonly learningRate: number } {
  const place = { component, hook: 'scalars', iteration: iteration + 1 };
  const factor = rollBacks.at(-1)?.learningRateFactor ?? 1;
  const scalars = guarded(place, () => value.scalars(n, factor, numbersAt(at)));
  for (const name in scalars) {
    if (!Number.isFinite(scalars[name])) {
      throw new PluginError(
        'GANX_PLUGIN_SCALAR',
        `The ${component} gives ${name} = ${scalars[name]} for update ${n}; it must be a finite number.`,
        { place },
      );
    }
  }
  // Without a learning rate it had been refused when it was opened.
  return scalars as OptimizerScalars & { readonly learningRate: number };
}

/**
 * Makes sure that an optimizer can be slowed down, before a run relies on it.
 *
 * Errors     PluginError GANX_PLUGIN_RATE_FACTOR.
 */
export function requireRateFactor({ optimizer: { component, value } }: Learner): void {
  const [whole, half] = guarded({ component, hook: 'scalars' }, () =>
    [1, 0.5].map((factor) => value.scalars(1, factor, numbersAt(atStart)).learningRate),
  );
  if (Math.abs(half! - whole! / 2) <= 1e-6 * Math.abs(whole!)) return;
  throw new PluginError(
    'GANX_PLUGIN_RATE_FACTOR',
    `The ${component} does not lower its learning rate when it is asked to, as a roll-back does: scalars(1, 0.5) gives learningRate ${half}, expected half of ${whole}. Have \`scalars\` multiply the rate by its second argument, or leave \`rollBack\` out of the spec.`,
    { place: { component, hook: 'scalars' } },
  );
}
