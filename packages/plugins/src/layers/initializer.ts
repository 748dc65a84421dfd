import { OptionsError } from '@ganx/core';
import type { PropertySchema } from '@ganx/core/plugin';
import { initializers } from '@tensorflow/tfjs-layers';

const kinds = ['glorot-uniform', 'he-normal', 'normal', 'uniform', 'orthogonal', 'zeros'] as const;

/** Options of layers with a kernel that say what it starts from. */
export const initializerOptions = {
  initializer: {
    description:
      'What the kernel starts from: glorot-uniform, he-normal, normal, uniform, orthogonal or zeros. Biases start at 0.',
    type: 'string',
    enum: kinds,
    default: 'glorot-uniform',
  },
  initializerScale: {
    description:
      'Size of the starting values: the standard deviation of normal (0.02 if left out), the bound b of uniform in [-b, b) (0.05), the gain of orthogonal (1). The other initializers have none.',
    type: 'number',
    exclusiveMinimum: 0,
  },
} as const satisfies Record<string, PropertySchema>;

export interface InitializerOptions {
  readonly initializer: (typeof kinds)[number];
  readonly initializerScale?: number;
}

/**
 * The initializer of a kernel. Only its kind and size matter: the engine draws the values from the run's own stream.
 *
 *   glorot-uniform   U(-b, b), b = sqrt(6 / (fanIn + fanOut))
 *   he-normal        N(0, 2 / fanIn), cut at two deviations
 *   normal           N(0, scale^2)
 *   uniform          U(-scale, scale)
 *   orthogonal       scale * Q of a random matrix
 *
 * Source  Glorot & Bengio 2010; He et al. 2015, arXiv:1502.01852; Saxe et al. 2014, arXiv:1312.6120
 */
export function kernelInitializer({ initializer, initializerScale: scale }: InitializerOptions) {
  switch (initializer) {
    case 'normal':
      return initializers.randomNormal({ mean: 0, stddev: scale ?? 0.02 });
    case 'uniform':
      return initializers.randomUniform({ minval: -(scale ?? 0.05), maxval: scale ?? 0.05 });
    case 'orthogonal':
      return initializers.orthogonal({ gain: scale ?? 1 });
  }
  if (scale !== undefined) {
    throw new OptionsError(
      'initializerScale',
      `initializer ${initializer} has no scale to set; remove initializerScale or use normal, uniform or orthogonal.`,
    );
  }
  switch (initializer) {
    case 'glorot-uniform':
      return initializers.glorotUniform({});
    case 'he-normal':
      return initializers.heNormal({});
    case 'zeros':
      return initializers.zeros();
  }
}
