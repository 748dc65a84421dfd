import { defineNetwork, type LayerSpec } from '@ganx/core/plugin';

/**
 * Layers that narrow for the discriminator and widen for the generator, by a factor of two each.
 *
 *   discriminator  example -> flat -> width -> width / 2 -> ... -> 1, a raw score
 *   generator      latent -> ... -> width / 2 -> width -> the example's shape, in the example's range
 *
 * A preset gives layers that could have been written in the spec.
 */
export const newThing = defineNetwork({
  type: 'new-thing',
  description: 'Dense layers that narrow towards the latent by a factor of two each.',
  roles: ['generator', 'discriminator'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      width: { description: 'Units of the widest layer.', type: 'integer', minimum: 2, default: 64 },
      depth: {
        description: 'Number of hidden layers.',
        type: 'integer',
        minimum: 1,
        maximum: 10,
        default: 2,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', width: 16, depth: 3 }],
  layers({ width, depth }, { role, exampleShape, exampleRange }) {
    const widths = Array.from({ length: depth }, (_, i) => Math.max(2, Math.round(width / 2 ** i)));
    const flat = exampleShape.length === 1;
    const hidden = (units: number): LayerSpec[] => [{ type: 'dense', units }, { type: 'leaky-relu' }];
    if (role === 'discriminator') {
      return [...(flat ? [] : [{ type: 'flatten' }]), ...widths.flatMap(hidden), { type: 'dense', units: 1 }];
    }
    return [
      ...widths.reverse().flatMap(hidden),
      { type: 'dense', units: exampleShape.reduce((product, axis) => product * axis, 1) },
      ...(exampleRange ? [{ type: exampleRange[0] < 0 ? 'tanh' : 'sigmoid' }] : []),
      ...(flat ? [] : [{ type: 'reshape', shape: [...exampleShape] }]),
    ];
  },
});
