import { defineConditioning, type LayerContext } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * Both networks are told the class: a learned vector of the label joins their first input. Images get it as further channels.
 *
 *   flat   x [B,n] to [B,n+units];   image   x [B,H,W,C] to [B,H,W,C+1]
 */
export const newThing = defineConditioning({
  type: 'new-thing',
  description: 'Both networks are told the class by a learned vector that joins their first input.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      units: {
        description: 'Length of the learned vector for flat inputs.',
        type: 'integer',
        minimum: 1,
        default: 8,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', units: 4 }],
  needs: ['labels'],
  create: ({ units }) => ({
    conditional: true,
    input: (x, context) => join(x, context, units),
  }),
});

function join(x: SymbolicTensor, { name, inputShape, labels }: LayerContext, units: number): SymbolicTensor {
  if (!labels) return x;
  const [height, width] = inputShape;
  const flat = inputShape.length === 1;
  const size = flat ? units : height! * width!;
  const vector = layers
    .dense({ name: `${name}/vector`, units: size, useBias: false })
    .apply(labels.input) as SymbolicTensor;
  const shaped = flat
    ? vector
    : (layers
        .reshape({ name: `${name}/map`, targetShape: [height!, width!, 1] })
        .apply(vector) as SymbolicTensor);
  return layers.concatenate({ name: `${name}/joined`, axis: -1 }).apply([x, shaped]) as SymbolicTensor;
}
