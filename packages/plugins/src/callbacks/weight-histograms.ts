import { defineCallback } from '@ganx/core/plugin';
import { sumOfSquares } from './norm.js';

/**
 * How the weights of both networks are spread, and how large they are: a histogram `weights/<weight>` and a norm
 * `weight-norm/<weight>` for each, and `weight-norm/<network>` for all that train in a network.
 *
 *   norm = sqrt( sum_i w_i^2 )
 *
 * Weights    the live ones, also where the spec has `ema`. Moving statistics (batch norm) are shown and count in no network's norm.
 * Values     that are not finite are left out of histograms; a norm is then not finite itself.
 */
export const weightHistograms = defineCallback({
  type: 'weight-histograms',
  description: 'Logs histograms and norms of the weights of both networks.',
  examples: [{ type: 'weight-histograms' }, { type: 'weight-histograms', every: 2000 }],
  create: () => ({
    async tick({ networks, log }) {
      const norms: Record<string, number> = {};
      for (const role of ['discriminator', 'generator'] as const) {
        let whole = 0;
        for (const { name, trainable, values } of await networks[role].weights()) {
          const squares = sumOfSquares(values);
          norms[`weight-norm/${name}`] = Math.sqrt(squares);
          if (trainable) whole += squares;
          log.histogram(`weights/${name}`, values);
        }
        norms[`weight-norm/${role}`] = Math.sqrt(whole);
      }
      log.scalars(norms);
    },
  }),
});
