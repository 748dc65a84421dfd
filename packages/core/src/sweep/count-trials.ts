import type { ValidSweep } from './load.js';
import { keyOf, propose } from './propose.js';

/** Grids of more points than this are not counted beforehand. */
const mostCounted = 100_000;

/**
 * How many trials a sweep has in all, repeats included, where that is settled before it starts: by its cap, by its search, or
 * by its grid, from which constraints and conditions take some away.
 */
export function countTrials({ spec, search, space, exhaustive }: ValidSweep): number | undefined {
  const points = search.total ?? (exhaustive ? countGrid(search, space, spec.seed) : undefined);
  const all = points === undefined ? undefined : points * spec.seeds;
  return spec.run_cap === undefined ? all : Math.min(spec.run_cap, all ?? spec.run_cap);
}

/** Undefined where the grid has more places than can be gone through while somebody waits. */
function countGrid(
  search: ValidSweep['search'],
  space: ValidSweep['space'],
  seed: number,
): number | undefined {
  const places = space.axes.reduce((product, { levels }) => product * (levels ?? 1), 1);
  if (places > mostCounted) return undefined;
  const seen = new Set<string>();
  for (let from = 0; ; ) {
    const next = propose({ search, space, seed, from, history: [], seen });
    if (!next || next === 'wait') return seen.size;
    seen.add(keyOf(next.values));
    from = next.index + 1;
  }
}
