import type { Counters } from '../../plugin/index.js';
import { optimizerScalars } from '../build/optimizer-scalars.js';
import type { Session } from '../train/session.js';

/**
 * What every logger gets at an iteration. A number is of a step of this iteration, or it is absent: a network that the
 * balance policy left alone has no loss, and there is no penalty where none was due. A number that moves is
 * what it is at the counters of the line. Tags under `time/` depend on the
 * machine's load.
 */
export function loggedScalars(
  { built, progress }: Session,
  iterationsPerSecond: number | undefined,
): Record<string, number> {
  const { counters, discriminator: d, generator: g, dueStats, steppedIn } = progress;
  const { iteration } = counters;
  const rateOf = (role: 'discriminator' | 'generator') =>
    optimizerScalars(built[role], counters[`${role}Steps`], progress, counters).learningRate;
  return {
    ...(d &&
      steppedIn.discriminator === iteration && {
        'loss/discriminator': d.loss,
        'opinion/real': d.opinionReal,
        'opinion/generated': d.opinionFake,
        'opinion/accuracy': d.accuracy,
        'learning-rate/discriminator': rateOf('discriminator'),
      }),
    ...(g &&
      steppedIn.generator === iteration && {
        'loss/generator': g.loss,
        'learning-rate/generator': rateOf('generator'),
      }),
    ...Object.fromEntries(
      Object.entries(dueStats)
        .filter(([, at]) => at.counters.iteration === iteration)
        .map(([tag, { value }]) => [tag, value]),
    ),
    ...Object.fromEntries(built.moving.map((number) => [`number/${number.place}`, number.at(counters)])),
    ...(iterationsPerSecond !== undefined && { 'time/iterations-per-second': iterationsPerSecond }),
  };
}

/** Numbers that were computed at an earlier iteration, with its counters. */
export interface EarlierScalars {
  readonly counters: Counters;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * The latest numbers of terms that are of earlier iterations, oldest first. A lazy penalty may never be due in the
 * iterations that a logger is: with `every: 16` and one step per iteration it is in 1, 17, 33, and none of them is a
 * multiple of 10.
 */
export function earlierScalars({ progress: { counters, dueStats } }: Session): readonly EarlierScalars[] {
  const byIteration = new Map<number, { counters: Counters; values: Record<string, number> }>();
  for (const [tag, at] of Object.entries(dueStats)) {
    if (at.counters.iteration >= counters.iteration) continue;
    const known = byIteration.get(at.counters.iteration) ?? { counters: at.counters, values: {} };
    known.values[tag] = at.value;
    byIteration.set(at.counters.iteration, known);
  }
  return [...byIteration].sort(([a], [b]) => a - b).map(([, earlier]) => earlier);
}
