import { defineLayer, type HasStandardForm, type StandardLayer } from '@ganx/core/plugin';
import { matMul, mul, ones, reshape, type Tensor, tensor2d, tidy, transpose } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { expectImage } from './input-shape.js';

/**
 * Weights [size*factor, size] of linear interpolation with pixel centers at half coordinates, the edge repeated: output i
 * lies at (i + 0.5) / factor - 0.5 among the inputs.
 */
function interpolation(size: number, factor: number): Float32Array {
  const weights = new Float32Array(size * factor * size);
  for (let i = 0; i < size * factor; i++) {
    const at = Math.min(Math.max((i + 0.5) / factor - 0.5, 0), size - 1);
    const [low, high] = [Math.floor(at), Math.min(Math.floor(at) + 1, size - 1)];
    weights[i * size + low]! += 1 - (at - low);
    weights[i * size + high]! += at - low;
  }
  return weights;
}

/**
 * The standard layer in plain ops; exports load in plain TensorFlow.js as its own. Its kernel for the gradient mixes up the
 * examples of a batch on the cpu backend (4.22 takes the offset of example b in dy from the smaller image).
 */
export class NearestUpsample extends layers.Layer {
  static readonly className = 'UpSampling2D';
  readonly factor: number;

  constructor(config: { name: string; factor: number }) {
    super({ name: config.name });
    this.factor = config.factor;
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return enlarged(shape, this.factor);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    return tidy(() => {
      const pixels = reshape(x, [batch, height, 1, width, 1, channels]);
      const tiles = mul(pixels, ones([this.factor, 1, this.factor, 1]));
      return reshape(tiles, [batch, height * this.factor, width * this.factor, channels]);
    });
  }

  override getConfig() {
    const size = [this.factor, this.factor];
    return { ...super.getConfig(), size, dataFormat: 'channelsLast', interpolation: 'nearest' };
  }
}

function enlarged([batch, height, width, channels]: (number | null)[], factor: number): (number | null)[] {
  return [batch!, height! * factor, width! * factor, channels!];
}

/**
 * Bilinear enlargement as two matrix products, so that all derivatives exist on all backends. TensorFlow.js's own resizing
 * puts pixel centers at whole coordinates (a shift by half a pixel) and its gradient fails on the cpu backend unless the
 * image is square.
 */
export class BilinearUpsample extends layers.Layer implements HasStandardForm {
  static readonly className = 'ganx>bilinear-upsample';
  readonly factor: number;

  constructor(config: { name: string; factor: number }) {
    super({ name: config.name });
    this.factor = config.factor;
  }

  override computeOutputShape(shape: (number | null)[]): (number | null)[] {
    return enlarged(shape, this.factor);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [tall, wide] = [height * this.factor, width * this.factor];
    return tidy(() => {
      const rows = tensor2d(interpolation(height, this.factor), [tall, height]);
      const columns = tensor2d(interpolation(width, this.factor), [wide, width]);
      // [H, B*W*C] so that one product makes all rows; then [W, B*H'*C] for the columns.
      const byRow = reshape(transpose(x, [1, 0, 2, 3]), [height, batch * width * channels]);
      const taller = reshape(matMul(rows, byRow), [tall, batch, width, channels]);
      const byColumn = reshape(transpose(taller, [2, 1, 0, 3]), [width, batch * tall * channels]);
      const wider = reshape(matMul(columns, byColumn), [wide, batch, tall, channels]);
      return transpose(wider, [1, 2, 0, 3]);
    });
  }

  override getConfig() {
    return { ...super.getConfig(), factor: this.factor };
  }

  /** The two products as dense layers over the last axis, which the image is turned for: [H,W,C] to [C,W,H], to [C,H',W], back. */
  standardForm([height, width]: readonly number[]): readonly StandardLayer[] {
    return [
      { className: 'Permute', config: { dims: [3, 2, 1] } },
      this.#along(height!),
      { className: 'Permute', config: { dims: [1, 3, 2] } },
      this.#along(width!),
      { className: 'Permute', config: { dims: [2, 3, 1] } },
    ];
  }

  #along(size: number): StandardLayer {
    const units = size * this.factor;
    const rows = interpolation(size, this.factor);
    const kernel = Float32Array.from(rows, (_, at) => rows[(at % units) * size + Math.floor(at / units)]!);
    return {
      className: 'Dense',
      config: { units, use_bias: false, activation: 'linear' },
      weights: { kernel: { shape: [size, units], data: kernel } },
    };
  }
}

/**
 * Makes an image larger by a whole factor.
 *
 *   nearest    y[i,j] = x[floor(i / factor), floor(j / factor)]
 *   bilinear   linear between the four nearest pixel centers, which lie at half coordinates; edges repeated
 *
 * Shapes     x [B,H,W,C] to y [B,H*factor,W*factor,C].
 * Gradient   linear in x; twice differentiable.
 * Source     Odena et al. 2016, "Deconvolution and Checkerboard Artifacts" (enlarge, then convolve).
 */
export const upsample = defineLayer({
  type: 'upsample',
  description: 'Makes an image larger by a whole factor.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      factor: {
        description: 'Output pixels per input pixel in each direction, at least 2.',
        type: 'integer',
        minimum: 2,
        default: 2,
      },
      interpolation: {
        description: 'nearest repeats pixels, bilinear blends them.',
        type: 'string',
        enum: ['nearest', 'bilinear'],
        default: 'nearest',
      },
    },
  },
  examples: [{ type: 'upsample' }, { type: 'upsample', factor: 2, interpolation: 'bilinear' }],
  source: 'Odena et al. 2016, doi:10.23915/distill.00003',
  create({ factor, interpolation }, context) {
    const { name } = context;
    expectImage(context, 'upsample');
    return interpolation === 'nearest'
      ? new NearestUpsample({ name, factor })
      : new BilinearUpsample({ name, factor });
  },
});
