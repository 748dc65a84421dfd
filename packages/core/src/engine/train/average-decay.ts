import type { Averaging } from '../../experiment/opened.js';
import { type Counters, numbersAt } from '../../plugin/index.js';

/**
 * Share of the old average that a generator step keeps.
 *
 *   decay_t = min(decay, 2^(-1 / (rampUp t))), t the number of the step from 1; before `startIteration` 0: a copy
 *
 * `halfLife` in place of `decay` is 2^(-1 / halfLife) in generator steps, 2^(-batchSize / halfLife) in images; numbers that
 * move have the value of the step.
 *
 * The half-life of the average is thus at most `rampUp` of the steps taken. Without a ramp the average holds
 * `decay^t` of weights that were never trained: 37 % after 1000 steps of 0.999.
 *
 * Source     Karras et al. 2020 (StyleGAN2-ADA), `ema_rampup` of training_loop.py, there counted in images.
 */
export function averageDecayAt(averaging: Averaging, counters: Counters, batchSize: number): number {
  const { rampUp, startIteration } = averaging;
  const { iteration, generatorSteps } = counters;
  if (iteration < startIteration) return 0;
  const decay = decayNow(averaging, counters, batchSize);
  return rampUp === 0 ? decay : Math.min(decay, 2 ** (-1 / (rampUp * (generatorSteps + 1))));
}

function decayNow({ counter, decay, halfLife }: Averaging, counters: Counters, batchSize: number): number {
  const now = numbersAt(counters);
  if (halfLife === undefined) return now(decay);
  const steps = now(halfLife) / (counter === 'images' ? batchSize : 1);
  return steps === 0 ? 0 : 2 ** (-1 / steps);
}
