import type { ExperimentSpec } from '@ganx/core/spec';
import type { ValidSweep } from '@ganx/core/sweep';

type Stop = ExperimentSpec['stop'];

/** Rules of which one is enough to end a run. */
const enough = (stop: Stop): readonly Stop[] => ('any' in stop ? (stop.any as readonly Stop[]) : [stop]);

/** The experiment's own rules, and one more: an iteration. */
export const endingAt = (stop: Stop, max: number): Stop => ({
  any: [...enough(stop), { type: 'iterations', max }],
});

/** Told where the experiment's own budget ends trials that a search means to train further. */
export function endingNotices({ experiment, search, spec }: ValidSweep): readonly string[] {
  const { horizon } = search;
  if (horizon === undefined) return [];
  return enough(experiment.spec.stop).flatMap((rule) =>
    'type' in rule && rule.type === 'iterations' && Number(rule.max) < horizon
      ? [
          `The method "${spec.method.type}" trains to iteration ${horizon}, but the experiment ends at ${rule.max}: later generations will do nothing. Make its "stop" longer.`,
        ]
      : [],
  );
}
