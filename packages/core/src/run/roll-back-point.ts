import type { RollBack } from '../plugin/index.js';

/**
 * The checkpoints that a run which has diverged may go back to, the newest first: those of the regular rhythm and the one
 * that it began with. What signals, the clock and new bests have left does not count, so that the choice depends on
 * iterations alone.
 *
 * @param present iterations of which there is a checkpoint, ascending.
 * @param every   iterations between regular checkpoints.
 */
export function rollBackPoints(present: readonly number[], every: number): readonly number[] {
  return present.filter((iteration, index) => index === 0 || iteration % every === 0).reverse();
}

/**
 * Those of the points that a run goes back to that was found to have diverged in iteration `from`, the best choice first.
 * It is the newest one, unless the run has diverged before and come less than `every` iterations further since: then the
 * seed of the trouble lies in that state already, and it is the one before.
 */
export function chooseRollBackPoints(
  points: readonly number[],
  {
    before,
    every,
    from,
  }: { readonly before: RollBack | undefined; readonly every: number; readonly from: number },
): readonly number[] {
  if (!before || from >= before.from + every) return points;
  const earlier = points.filter((iteration) => iteration < before.to);
  return earlier.length > 0 ? earlier : points.slice(-1);
}
