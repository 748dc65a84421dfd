import { defineCallback } from '@ganx/core/plugin';
import { sumOfSquares } from './norm.js';

/**
 * How the gradients of both networks are spread, and how large they are: a histogram `gradients/<weight>` and a norm
 * `gradient-norm/<weight>` for each weight that trains, and `gradient-norm/<network>` for all of a network.
 *
 *   norm = sqrt( sum_i g_i^2 )
 *
 * Gradients  of the generator's loss, and of the discriminator's loss with the penalties that act on every step, at the live weights and
 *            before the optimizer has changed anything, on a batch of `data.batchSize` that is the same at every tick.
 * Reads      a generator's norm that falls to zero while the discriminator tells all right: no advice is left to learn from. Norms
 *            that grow by powers of ten come before a run diverges.
 * Values     that are not finite are left out of histograms; a norm is then not finite itself.
 */
export const gradientHistograms = defineCallback({
  type: 'gradient-histograms',
  description: 'Logs histograms and norms of the gradients of both networks.',
  examples: [{ type: 'gradient-histograms' }, { type: 'gradient-histograms', every: 2000 }],
  create: () => ({
    async tick({ probe, log }) {
      const { gradients } = await probe();
      const norms: Record<string, number> = {};
      for (const role of ['discriminator', 'generator'] as const) {
        let whole = 0;
        for (const { name, values } of gradients[role]) {
          const squares = sumOfSquares(values);
          norms[`gradient-norm/${name}`] = Math.sqrt(squares);
          whole += squares;
          log.histogram(`gradients/${name}`, values);
        }
        norms[`gradient-norm/${role}`] = Math.sqrt(whole);
      }
      log.scalars(norms);
    },
  }),
});
