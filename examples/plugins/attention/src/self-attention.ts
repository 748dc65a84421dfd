import { defineLayer } from '@ganx/core/plugin';
import { add, matMul, mul, reshape, serialization, softmax, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';

export const namespace = 'attention';

/**
 * Lets every place of an image look at every other place: what is far apart can agree, which convolutions only learn by
 * many layers.
 *
 *   q = x Wq,  k = x Wk,  v = x Wv            at each of the N = H W places
 *   y = x + gain softmax(q k^T) v Wo          the softmax over the places looked at
 *
 * Shapes     x [B,H,W,C] to the same; Wq, Wk, Wv [C,d] and Wo [d,C] with d = max(1, C / reduction); gain is one number.
 * Params     reduction >= 1; start is the gain that training begins with.
 * Gradient   reaches x and all weights; at a gain of 0 only the gain itself moves first. Twice differentiable.
 * Memory     B N^2 numbers for the map alone: at 32 x 32 places 4 MB per example. Put it at half or quarter resolution.
 * Stability  TensorFlow.js's softmax takes the largest logit off first.
 * Source     Zhang et al. 2019, arXiv:1805.08318, section 3, which begins with a gain of 0 and has a reduction of 8.
 */
export const selfAttention = defineLayer({
  type: 'self-attention',
  description: 'Lets every place of an image look at every other place.',
  // #region options
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      reduction: {
        description: 'By how much queries, keys and values are narrower than the image, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 8,
      },
      start: {
        description: 'The gain that training begins with; 0 begins without attention.',
        type: 'number',
        default: 0,
      },
    },
  },
  examples: [{ type: 'self-attention' }, { type: 'self-attention', reduction: 2, start: 0.5 }],
  // #endregion
  source: 'Zhang et al. 2019, arXiv:1805.08318',
  // #region create
  create(options, { name, inputShape }) {
    if (inputShape.length !== 3) {
      throw new Error(
        `self-attention looks at images [height, width, channels], but its input is [${inputShape.join(', ')}]. Put it before flatten, or after reshape.`,
      );
    }
    return new SelfAttention({ name, ...options });
  },
  // #endregion
});

// #region layer
interface Settings {
  readonly name: string;
  readonly reduction: number;
  readonly start: number;
}

/** An ordinary layer of TensorFlow.js. */
class SelfAttention extends layers.Layer {
  static readonly className = 'attention>self-attention';
  readonly #settings: Settings;
  #query!: LayerVariable;
  #key!: LayerVariable;
  #value!: LayerVariable;
  #output!: LayerVariable;
  #gain!: LayerVariable;

  constructor(settings: Settings) {
    super({ name: settings.name });
    this.#settings = settings;
  }

  override build(inputShape: Shape): void {
    const channels = inputShape.at(-1)!;
    const width = Math.max(1, Math.floor(channels / this.#settings.reduction));
    // The initializer says how values are spread; the engine draws them, from the run's own stream.
    const weight = (name: string, shape: number[]) =>
      this.addWeight(name, shape, 'float32', initializers.glorotUniform({}));
    this.#query = weight('query', [channels, width]);
    this.#key = weight('key', [channels, width]);
    this.#value = weight('value', [channels, width]);
    this.#output = weight('output', [width, channels]);
    this.#gain = this.addWeight(
      'gain',
      [],
      'float32',
      initializers.constant({ value: this.#settings.start }),
    );
    super.build(inputShape);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const places = height * width;
    return tidy(() => {
      const flat = reshape(x, [batch * places, channels]);
      // One product for all examples; TensorFlow.js has no gradient for a rank 3 tensor times a matrix.
      const at = (weight: LayerVariable) => reshape(matMul(flat, weight.read()), [batch, places, -1]);
      const logits = matMul(at(this.#query), at(this.#key), false, true); // [B,N,N]
      const seen = matMul(softmax(logits), at(this.#value)); // [B,N,d]
      const back = matMul(reshape(seen, [batch * places, -1]), this.#output.read());
      return add(x, mul(reshape(back, x.shape), this.#gain.read()));
    });
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), ...this.#settings };
  }
}

// So that an exported model.json that names this class can be loaded wherever this file has been imported.
serialization.registerClass(SelfAttention as unknown as Parameters<typeof serialization.registerClass>[0]);
// #endregion
