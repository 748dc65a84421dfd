import { OptionsError } from '@ganx/core';
import { defineSearch } from '@ganx/core/plugin';
import { directions } from './sobol-directions.js';

const bits = 32;

/** Direction numbers of one dimension, as 32-bit words: entry k belongs to bit k of the index. */
function wordsOf(dimension: number): Uint32Array {
  const words = new Uint32Array(bits);
  if (dimension === 0) return words.map((_, k) => 2 ** (bits - 1 - k));
  const [polynomial, first] = directions[dimension - 1]!;
  const degree = first.length;
  for (let k = 0; k < bits; k++) {
    if (k < degree) words[k] = first[k]! * 2 ** (bits - 1 - k);
    else {
      let word = words[k - degree]! ^ (words[k - degree]! >>> degree);
      for (let j = 1; j < degree; j++) if ((polynomial >>> (degree - j)) & 1) word ^= words[k - j]!;
      words[k] = word;
    }
  }
  return words;
}

/** Point `index` of the sequence in one dimension, as a 32-bit word, in Gray-code order. */
export function sobolWord(dimension: number, index: number): number {
  const words = cache[dimension] ?? wordsOf(dimension);
  cache[dimension] = words;
  let gray = (index ^ (index >>> 1)) >>> 0;
  let word = 0;
  for (let k = 0; gray !== 0; k++, gray >>>= 1) if (gray & 1) word ^= words[k]!;
  return word >>> 0;
}
const cache: Uint32Array[] = [];

/** The most dimensions that the table has numbers for. */
export const sobolDimensions = directions.length + 1;

/**
 * Points that fill the space evenly: of any 2^k in a row from 0 on, each of 2^k equal slices of every axis has one.
 *
 *   u_d(i) = (x_d(i) xor s_d) / 2^32
 *
 * with the shift s_d drawn by the sweep's seed (a digital shift keeps the evenness), and the low bits below 2^-32 empty.
 */
export const sobol = defineSearch({
  type: 'sobol',
  description:
    'Spreads trials evenly over the space (a quasi-random sequence), which covers it better than chance.',
  examples: [{ type: 'sobol' }],
  source: 'Joe and Kuo 2008, SIAM J. Sci. Comput. 30',
  create: (_options, { axes }, random) => {
    if (axes.length > sobolDimensions) {
      throw new OptionsError(
        'type',
        `sobol has at most ${sobolDimensions} dimensions; the sweep has ${axes.length} parameters that vary.`,
      );
    }
    const shifts = axes.map(() => Math.floor(random.uniform() * 2 ** bits));
    return {
      propose: ({ index }) => axes.map((_, d) => ((sobolWord(d, index) ^ shifts[d]!) >>> 0) / 2 ** bits),
    };
  },
});
