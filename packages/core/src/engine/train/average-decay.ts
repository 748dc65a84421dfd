import type { Counters } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';

/**
 * Share of the old average that a generator step keeps.
 *
 *   decay_t = min(decay, 2^(-1 / (rampUp t))), t the number of the step from 1; before `startIteration` 0: a copy
 *
 * The half-life of the average is thus at most `rampUp` of the steps taken. Without a ramp the average holds
 * `decay^t` of weights that were never trained: 37 % after 1000 steps of 0.999.
 *
 * Source     Karras et al. 2020 (StyleGAN2-ADA), `ema_rampup` of training_loop.py, there counted in images.
 */
export function averageDecayAt(
  { decay, rampUp, startIteration }: NonNullable<ExperimentSpec['ema']>,
  { iteration, generatorSteps }: Counters,
): number {
  if (iteration < startIteration) return 0;
  return rampUp === 0 ? decay : Math.min(decay, 2 ** (-1 / (rampUp * (generatorSteps + 1))));
}
