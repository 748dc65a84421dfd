import type { SearchRandom } from '../plugin/index.js';
import { streamKey, threefry } from '../random/index.js';

/** The random numbers of proposal `index`, whatever was proposed before or beside it. */
export const proposalRandom = (seed: number, index: number): SearchRandom =>
  counted(streamKey(seed, 'sweep/search'), index);

/** The random numbers of a sweep as a whole. */
export const sweepRandom = (seed: number): SearchRandom => counted(streamKey(seed, 'sweep'), 0);

function counted(key: readonly [number, number], index: number): SearchRandom {
  let drawn = 0;
  const uniform = (): number => {
    const [high, low] = threefry(key, [drawn++, index]);
    return ((high >>> 5) * 0x4000000 + (low >>> 6)) / 2 ** 53;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
