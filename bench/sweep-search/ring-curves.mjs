// What ring-table.json holds: log-likelihoods of the small ring while it is trained.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { quantile } from './quantile.mjs';

const { axes, every, curves } = JSON.parse(
  readFileSync(fileURLToPath(new URL('ring-table.json', import.meta.url)), 'utf8'),
);

/** Numbers of values of the two learning rates and of k; the last one moves fastest in the list of points. */
export const sizes = axes.map(({ values }) => values.length);

/** Iterations between two measurements. */
export { every };

/** A curve for each seed of each point. */
export const bySeed = curves;

/** Every training by itself. */
export const single = curves.flat();

export const longest = Math.max(...single.map((curve) => curve.length));

/** A curve for each point: at each measurement the median of its trainings, which is how a sweep with `seeds` ranks. */
export const medians = curves.map((bySeed) =>
  Array.from({ length: longest }, (_, t) =>
    quantile(
      bySeed.map((curve) => curve[t]),
      0.5,
    ),
  ),
);
