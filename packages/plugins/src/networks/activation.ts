import type { LayerSpec, NetworkContext, PropertySchema } from '@ganx/core/plugin';

/** Options of presets that choose the activation between layers. */
export const hiddenActivationOptions = {
  activation: {
    description:
      'Activation between the layers: leaky-relu, relu, elu, selu, swish, tanh, sigmoid or softplus.',
    type: 'string',
    enum: ['leaky-relu', 'relu', 'elu', 'selu', 'swish', 'tanh', 'sigmoid', 'softplus'],
    default: 'leaky-relu',
  },
  slope: {
    description: 'Slope of leaky-relu below zero, in [0, 1]; the other activations do not use it.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    default: 0.2,
  },
} as const satisfies Record<string, PropertySchema>;

/** Option of presets for what follows the last layer of a generator. */
export const outputActivationOption = {
  description:
    "Activation of a generator's output: auto (tanh if the data lie in [-1, 1], sigmoid if in [0, 1], else none), tanh, sigmoid or none. Discriminators end in a raw score.",
  type: 'string',
  enum: ['auto', 'tanh', 'sigmoid', 'none'],
  default: 'auto',
} as const satisfies PropertySchema;

export function hiddenActivation({ activation, slope }: { activation: string; slope: number }): LayerSpec {
  return activation === 'leaky-relu' ? { type: activation, slope } : { type: activation };
}

/** The output activation as layers: one or none. */
export function outputActivation(
  choice: 'auto' | 'tanh' | 'sigmoid' | 'none',
  range: NetworkContext['exampleRange'],
): readonly LayerSpec[] {
  const chosen = choice === 'auto' ? fitting(range) : choice;
  return chosen === 'none' ? [] : [{ type: chosen }];
}

function fitting(range: NetworkContext['exampleRange']): 'tanh' | 'sigmoid' | 'none' {
  if (range === undefined) return 'none';
  const [low, high] = range;
  if (low === -1 && high === 1) return 'tanh';
  return low === 0 && high === 1 ? 'sigmoid' : 'none';
}
