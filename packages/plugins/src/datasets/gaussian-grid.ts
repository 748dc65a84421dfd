import { defineDataset, type Mixture } from '@ganx/core/plugin';
import { drawMixture, mixtureInfo, sizeOptions } from './gaussian-mixture.js';

/**
 * Gaussians on a square grid around the origin.
 *
 *   center_{r side + c} = spacing * (c - (side - 1) / 2, r - (side - 1) / 2),  r, c = 0 .. side - 1
 *
 * Shapes     [2] float32; the class of a point is its mode.
 * Source     the defaults are those of PacGAN, Lin et al. 2018, arXiv:1712.04086, section 4.1.
 */
export const gaussianGrid = defineDataset({
  type: 'gaussian-grid',
  description: 'Points from Gaussians on a square grid, with known modes.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      side: {
        description: 'Gaussians along each side of the grid.',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 5,
      },
      spacing: {
        description: 'Distance between neighbours.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 2,
      },
      deviation: {
        description: 'Standard deviation of each Gaussian.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.05,
      },
      ...sizeOptions,
    },
  },
  examples: [{ type: 'gaussian-grid' }, { type: 'gaussian-grid', side: 3, spacing: 1 }],
  source: 'Lin et al. 2018, PacGAN, arXiv:1712.04086',
  describe: async (options) => mixtureInfo(grid(options), options),
  load: async (options, { random }) => drawMixture(grid(options), options, random),
});

function grid({ side, spacing, deviation }: { side: number; spacing: number; deviation: number }): Mixture {
  const at = (index: number): number => spacing * (index - (side - 1) / 2);
  const centers = Array.from({ length: side * side }, (_, m) => [at(m % side), at(Math.floor(m / side))]);
  return { centers, deviation };
}
