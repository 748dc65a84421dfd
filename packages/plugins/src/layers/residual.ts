import { defineLayer, type LayerContext } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { NearestUpsample } from './upsample.js';

/**
 * Layers with a shortcut around them.
 *
 *   y = f(x) + s(x)
 *
 * Shapes     f(x) says the shape. Where x has another, s brings it there: the nearest enlargement or the average over
 *            windows for another height and width (by a whole factor), then a 1x1 convolution (or a dense layer) for
 *            another number of channels. With projection off, shapes must agree.
 * Gradient   reaches x through both paths.
 * Source     He et al. 2016, arXiv:1512.03385; for GANs Gulrajani et al. 2017, arXiv:1704.00028, appendix F.
 */
export const residual = defineLayer({
  type: 'residual',
  description: 'Layers with a shortcut around them: y = f(x) + s(x).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      layers: {
        description: 'The layers f.',
        type: 'array',
        minItems: 1,
        'x-ganx-component-list': 'layer',
      },
      projection: {
        description:
          'Whether the shortcut may resize and project its input to the shape of f(x). Off, shapes must agree.',
        type: 'boolean',
        default: true,
      },
    },
    required: ['layers'],
  },
  examples: [
    {
      type: 'residual',
      layers: [
        { type: 'relu' },
        { type: 'conv', filters: 64, kernel: 3 },
        { type: 'relu' },
        { type: 'conv', filters: 64, kernel: 3 },
      ],
    },
  ],
  source: 'He et al. 2016, arXiv:1512.03385',
  create(options, context) {
    return (x) => {
      const body = context.build(options.layers, x, 'body');
      const shortcut = alike(x, body)
        ? x
        : options.projection
          ? project(x, body.shape.slice(1) as number[], context)
          : refuse(x, body, 'projection is off');
      return layers.add({ name: context.name }).apply([body, shortcut]) as SymbolicTensor;
    };
  },
});

const alike = (a: SymbolicTensor, b: SymbolicTensor): boolean =>
  a.shape.slice(1).join() === b.shape.slice(1).join();

function project(x: SymbolicTensor, wanted: readonly number[], context: LayerContext): SymbolicTensor {
  const { name } = context;
  const from = x.shape.slice(1) as number[];
  const units = wanted.at(-1)!;
  if (from.length === 1 && wanted.length === 1) {
    return layers.dense({ name: `${name}/projection`, units, useBias: false }).apply(x) as SymbolicTensor;
  }
  const resized = from.length === 3 && wanted.length === 3 ? resize(x, from, wanted, name) : undefined;
  if (resized === undefined)
    return refuse(x, { shape: [null, ...wanted] }, 'no whole factor leads from one to the other');
  if (resized.shape[3] === units) return resized;
  return layers
    .conv2d({ name: `${name}/projection`, filters: units, kernelSize: 1, useBias: false })
    .apply(resized) as SymbolicTensor;
}

/** x at another height and width, if one whole factor leads there in both directions. */
function resize(
  x: SymbolicTensor,
  [height, width]: readonly number[],
  [tall, wide]: readonly number[],
  name: string,
): SymbolicTensor | undefined {
  const [up, down] = [tall! / height!, height! / tall!];
  if (up === 1 && wide === width) return x;
  if (up > 1 && Number.isInteger(up) && wide === width! * up) {
    return new NearestUpsample({ name: `${name}/larger`, factor: up }).apply(x) as SymbolicTensor;
  }
  if (down > 1 && Number.isInteger(down) && wide! * down === width) {
    return layers
      .averagePooling2d({ name: `${name}/smaller`, poolSize: down, strides: down })
      .apply(x) as SymbolicTensor;
  }
  return undefined;
}

function refuse(x: SymbolicTensor, body: { readonly shape: SymbolicTensor['shape'] }, why: string): never {
  const shown = (shape: readonly (number | null)[]) => `[${shape.slice(1).join(', ')}]`;
  throw new Error(
    `The shortcut of residual carries ${shown(x.shape)}, but its layers make ${shown(body.shape)}, and ${why}.`,
  );
}
