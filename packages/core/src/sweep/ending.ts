import type { ExperimentSpec } from '../spec/index.js';

export type Stop = ExperimentSpec['stop'];

/** Rules of which one is enough to end a run. */
export const enough = (stop: Stop): readonly Stop[] =>
  'any' in stop ? (stop.any as readonly Stop[]) : [stop];

/** The experiment's own rules, and one more: an iteration. */
export const endingAt = (stop: Stop, max: number): Stop => ({
  any: [...enough(stop), { type: 'iterations', max }],
});
