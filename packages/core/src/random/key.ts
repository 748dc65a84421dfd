import { threefry } from './threefry.js';

export type StreamKey = readonly [number, number];

/**
 * The key of a named stream: Threefry, keyed by the seed, of the name's 64-bit FNV-1a hash. Threefry is a permutation
 * for each key, so two names of one experiment share a key only if their hashes are equal.
 */
export function streamKey(seed: number, name: string): StreamKey {
  const [high, low] = fnv1a64(name);
  return threefry([Math.floor(seed / 0x100000000) >>> 0, seed >>> 0], [high, low]);
}

/** FNV-1a over UTF-8, 64 bits as two words, high first. */
export function fnv1a64(text: string): [number, number] {
  const prime = 0x100000001b3n;
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * prime);
  }
  return [Number(hash >> 32n), Number(hash & 0xffffffffn)];
}
