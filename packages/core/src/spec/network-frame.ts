import { networkWeights } from '../plugin/kinds.js';
import type { Schema } from './schema.js';

/** A network that is written as a list of layers: its closed frame. */
export const networkFrame: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    layers: {
      description: 'Layers, from input to output.',
      type: 'array',
      minItems: 1,
      'x-ganx-component-list': 'layer',
    },
    weights: networkWeights as Schema,
  },
};
