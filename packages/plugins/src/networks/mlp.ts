import { defineNetwork, type LayerSpec } from '@ganx/core/plugin';
import { initializerOptions } from '../layers/initializer.js';
import { sizeOf } from '../layers/input-shape.js';
import {
  hiddenActivation,
  hiddenActivationOptions,
  outputActivation,
  outputActivationOption,
} from './activation.js';

/**
 * A network of fully connected layers, for either role and any shape of data.
 *
 *   hidden         dense [-> batch-norm] -> activation [-> dropout], once per width
 *   generator      latent -> hidden -> dense -> output activation -> the example's shape
 *   discriminator  example -> flat -> hidden -> dense 1, a raw score
 */
export const mlp = defineNetwork({
  type: 'mlp',
  description: 'Fully connected layers, for points and small images.',
  roles: ['generator', 'discriminator'],
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      hidden: {
        description: 'Widths of the hidden layers, first to last, each at least 1.',
        type: 'array',
        items: { type: 'integer', minimum: 1 },
        minItems: 1,
        default: [128, 128],
      },
      ...hiddenActivationOptions,
      outputActivation: outputActivationOption,
      batchNorm: {
        description: 'Whether to normalize each hidden layer over the batch.',
        type: 'boolean',
        default: false,
      },
      dropout: {
        description: 'Share of each hidden layer that is dropped in training, in [0, 1); 0 is none.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      },
      ...initializerOptions,
    },
  },
  examples: [{ type: 'mlp' }, { type: 'mlp', hidden: [1200, 1200], activation: 'relu', dropout: 0.5 }],
  layers(options, { role, exampleShape, exampleRange }) {
    const { hidden, batchNorm, dropout, initializer, initializerScale } = options;
    const start = { initializer, ...(initializerScale === undefined ? {} : { initializerScale }) };
    const body = hidden.flatMap((units): LayerSpec[] => [
      { type: 'dense', units, bias: !batchNorm, ...start },
      ...(batchNorm ? [{ type: 'batch-norm' }] : []),
      hiddenActivation(options),
      ...(dropout > 0 ? [{ type: 'dropout', rate: dropout }] : []),
    ]);
    const flat = exampleShape.length === 1;
    if (role === 'discriminator') {
      return [...(flat ? [] : [{ type: 'flatten' }]), ...body, { type: 'dense', units: 1, ...start }];
    }
    return [
      ...body,
      { type: 'dense', units: sizeOf(exampleShape), ...start },
      ...outputActivation(options.outputActivation, exampleRange),
      ...(flat ? [] : [{ type: 'reshape', shape: [...exampleShape] }]),
    ];
  },
});
