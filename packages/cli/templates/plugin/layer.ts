import { defineLayer } from '@ganx/core/plugin';
import { div, mul, serialization, type Tensor, tanh, tidy } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';

/**
 * A tanh that is as steep as you like and still has slope 1 at 0.
 *
 *   y = tanh(steepness x) / steepness
 *
 * Shapes    any to the same.
 * Gradient  1 - tanh(steepness x)^2; smooth, so that gradients of gradients are fine.
 */
export const newThing = defineLayer({
  type: 'new-thing',
  description: 'A tanh with a steepness, and slope 1 at 0.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      steepness: {
        description: 'How soon it bends, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', steepness: 0.5 }],
  outputRange: ({ steepness }) => [-1 / steepness, 1 / steepness],
  create: ({ steepness }, { name }) => new NewThing({ name, steepness }),
});

interface Settings {
  readonly name: string;
  readonly steepness: number;
}

/** An ordinary layer of TensorFlow.js, so that a trained network can be exported with it. */
class NewThing extends layers.Layer {
  static readonly className = 'NewThing';
  constructor(private readonly settings: Settings) {
    super({ name: settings.name });
  }

  override computeOutputShape(inputShape: number[]): number[] {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    const { steepness } = this.settings;
    return tidy(() => div(tanh(mul(x!, steepness)), steepness));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }
}

serialization.registerClass(NewThing as unknown as Parameters<typeof serialization.registerClass>[0]);
