import { optimizerScalars } from './optimizer-scalars.js';
import type { Session } from './session.js';

/** What every logger gets. Tags under `time/` depend on the machine's load. */
export function loggedScalars(
  { built, progress }: Session,
  iterationsPerSecond: number | undefined,
): Record<string, number> {
  const { counters, discriminator: d, generator: g } = progress;
  const rateOf = (role: 'discriminator' | 'generator') =>
    optimizerScalars(built[role], counters[`${role}Steps`], progress).learningRate;
  return {
    ...(d && {
      'loss/discriminator': d.loss,
      ...(built.spec.regularizers.length > 0 ? { 'loss/penalty': d.penalty } : {}),
      'opinion/real': d.dReal,
      'opinion/generated': d.dFake,
      'opinion/accuracy': d.accuracy,
      'learning-rate/discriminator': rateOf('discriminator'),
    }),
    ...(g && { 'loss/generator': g.loss, 'learning-rate/generator': rateOf('generator') }),
    ...(iterationsPerSecond !== undefined && { 'time/iterations-per-second': iterationsPerSecond }),
  };
}
