import type { Counters, DiscriminatorStats, GeneratorStats, MetricValue, StopView } from '@ganx/core/plugin';

/** Statistics of an imagined run that visit all regions: accuracy swings over [0, 1], losses over both signs. */
export function statsAt(step: number): { discriminator: DiscriminatorStats; generator: GeneratorStats } {
  const accuracy = (1 + Math.sin(step / 7)) / 2;
  const loss = Math.cos(step / 5);
  return {
    discriminator: { loss, opinionReal: accuracy, opinionFake: 1 - accuracy, accuracy, penalty: 0.1 },
    generator: { loss: -loss, opinionFake: 1 - accuracy },
  };
}

export function countersAt(iteration: number): Counters {
  return { iteration, discriminatorSteps: iteration, generatorSteps: iteration, images: 64 * iteration };
}

/**
 * What a stopping rule sees after an iteration; every fifth has an evaluation of the names given. Their values fall, stay, and
 * from iteration 100 on grow again, so that a rule of either kind has something to say.
 */
export function stopViewAt(iteration: number, monitors: readonly string[]): StopView {
  const values: MetricValue[] = monitors.map((name) => ({
    name,
    value: Math.max(0.2, 3 - iteration / 10, (iteration - 100) / 10) + 0.01 * Math.sin(iteration),
    goal: 'minimize',
    provenance: {},
  }));
  return {
    counters: countersAt(iteration),
    seconds: iteration * 2,
    ...statsAt(iteration),
    evaluated: iteration % 5 === 0 ? values : [],
  };
}
