import type { Counters } from '../plugin/index.js';
import { optimizerScalars } from './optimizer-scalars.js';
import type { Session } from './session.js';

/**
 * What every logger gets at an iteration. A number is of a step of this iteration, or it is absent: a network that the
 * balance policy left alone has no loss, and there is no penalty where none was due. Tags under `time/` depend on the
 * machine's load.
 */
export function loggedScalars(
  { built, progress }: Session,
  iterationsPerSecond: number | undefined,
): Record<string, number> {
  const { counters, discriminator: d, generator: g, penalty, steppedIn } = progress;
  const { iteration } = counters;
  const rateOf = (role: 'discriminator' | 'generator') =>
    optimizerScalars(built[role], counters[`${role}Steps`], progress).learningRate;
  return {
    ...(d &&
      steppedIn.discriminator === iteration && {
        'loss/discriminator': d.loss,
        ...(penalty?.counters.iteration === iteration && { 'loss/penalty': penalty.value }),
        'opinion/real': d.dReal,
        'opinion/generated': d.dFake,
        'opinion/accuracy': d.accuracy,
        'learning-rate/discriminator': rateOf('discriminator'),
      }),
    ...(g &&
      steppedIn.generator === iteration && {
        'loss/generator': g.loss,
        'learning-rate/generator': rateOf('generator'),
      }),
    ...(iterationsPerSecond !== undefined && { 'time/iterations-per-second': iterationsPerSecond }),
  };
}

/** Numbers that were computed at an earlier iteration, with its counters. */
export interface EarlierScalars {
  readonly counters: Counters;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The latest penalty, where it is of an earlier iteration. A lazy penalty may never be due in the iterations that a logger
 * is: with `every: 16` and one step per iteration it is in 1, 17, 33, and none of them is a multiple of 10.
 */
export function earlierPenalty({ progress: { counters, penalty } }: Session): EarlierScalars | undefined {
  if (!penalty || penalty.counters.iteration >= counters.iteration) return undefined;
  return { counters: penalty.counters, values: { 'loss/penalty': penalty.value } };
}
