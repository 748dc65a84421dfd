import { CounterStream } from '@ganx/core/engine';
import type { ExperimentSpec } from '@ganx/core/spec';

export interface LatentChoice {
  readonly latent: ExperimentSpec['latent'];
  readonly count: number;
  readonly seed: number;
  /** Latents are kept within this distance of 0, those beyond drawn again; left out: as trained. */
  readonly truncation?: number | undefined;
}

/**
 * Latents [count, size] of a seed. The first n are the same whatever the count: sample 7 of seed 3 is always the same one.
 * With truncation, values beyond it are drawn again, as often as needed, each time from a stream of its own.
 */
export function drawLatents({ latent, count, seed, truncation = Infinity }: LatentChoice): Float32Array {
  const values = new Float32Array(count * latent.size);
  const drawn = new Float32Array(count * latent.size);
  let wanted = Array.from(values.keys());
  for (let round = 0; wanted.length > 0; round++) {
    const stream = new CounterStream(seed, round === 0 ? 'sample/latents' : `sample/latents/${round}`);
    if (latent.type === 'normal') stream.normal(drawn);
    else stream.uniform(drawn, -1, 1);
    for (const index of wanted) values[index] = drawn[index]!;
    wanted = wanted.filter((index) => Math.abs(values[index]!) > truncation);
  }
  return values;
}

/**
 * `steps` latents on the way from one to another, both ends included.
 *
 *   linear      (1 - t) a + t b
 *   spherical   sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b, w the angle between a and b
 *
 * Normal latents of many dimensions lie near a sphere, which the straight way leaves: spherical keeps to it. Where a and
 * b point the same way or opposite ones there is no such arc, and the straight way is taken.
 * Source: White 2016, arXiv:1609.04468.
 */
export function interpolate(
  a: Float32Array,
  b: Float32Array,
  steps: number,
  path: 'linear' | 'spherical',
): Float32Array {
  const dot = (x: Float32Array, y: Float32Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const cosine = dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  const arc = path === 'spherical' && Math.sin(angle) > 1e-6;
  const values = new Float32Array(steps * a.length);
  for (let step = 0; step < steps; step++) {
    const t = step / (steps - 1);
    const from = arc ? Math.sin((1 - t) * angle) / Math.sin(angle) : 1 - t;
    const to = arc ? Math.sin(t * angle) / Math.sin(angle) : t;
    for (let i = 0; i < a.length; i++) values[step * a.length + i] = from * a[i]! + to * b[i]!;
  }
  return values;
}
