import { OptionsError } from '@ganx/core';
import type { LayerContext, LayerSpec, PropertySchema } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { sizeOf } from './input-shape.js';

/** Options that say in which form labels join another input. */
export const labelOptions = {
  embedding: {
    description: 'Size of a learned vector per class, at least 1. Left out: the label as one-hot.',
    type: 'integer',
    minimum: 1,
  },
  maps: {
    description:
      'How labels join an image: learned makes `channels` learned maps per class, constant repeats the label at every pixel.',
    type: 'string',
    enum: ['learned', 'constant'],
    default: 'learned',
  },
  channels: {
    description: 'Learned maps that join an image, at least 1. Not used for flat inputs and constant maps.',
    type: 'integer',
    minimum: 1,
    default: 1,
  },
} as const satisfies Record<string, PropertySchema>;

export interface LabelOptions {
  readonly embedding?: number;
  readonly maps: 'learned' | 'constant';
  readonly channels: number;
}

/** The experiment's labels, or an error that says how to have some. */
export function expectLabels({ labels }: LayerContext, type: string): NonNullable<LayerContext['labels']> {
  if (labels === undefined) {
    throw new OptionsError(
      'type',
      `${type} needs class labels, but the experiment is not conditional. Set conditioning: labels (with inject: manual if only such layers should use them).`,
    );
  }
  return labels;
}

/** Labels as one vector [B,K] per example: one-hot, a learned embedding, or what nested layers make of the one-hot. */
export function labelVector(
  { embedding }: Pick<LabelOptions, 'embedding'>,
  branch: readonly LayerSpec[],
  context: LayerContext,
  type: string,
): SymbolicTensor {
  const { input } = expectLabels(context, type);
  if (branch.length > 0) {
    const vector = context.build(branch, input, 'labels');
    if (vector.shape.length !== 2) {
      throw new Error(
        `The layers that ${type} applies to the labels must end in a flat shape [n], but end in [${vector.shape.slice(1).join(', ')}].`,
      );
    }
    return vector;
  }
  if (embedding === undefined) return input;
  // A dense layer without bias on a one-hot label looks up its class's row.
  return layers
    .dense({ name: `${context.name}/embedding`, units: embedding, useBias: false })
    .apply(input) as SymbolicTensor;
}

/** `input` with a label vector [B,K] behind its last axis: as it is if flat, as maps if an image. */
export function withLabels(
  input: SymbolicTensor,
  vector: SymbolicTensor,
  { maps, channels }: Pick<LabelOptions, 'maps' | 'channels'>,
  { name, inputShape }: LayerContext,
): SymbolicTensor {
  const join = layers.concatenate({ name, axis: -1 });
  if (inputShape.length === 1) return join.apply([input, vector]) as SymbolicTensor;
  if (inputShape.length !== 3) {
    throw new Error(
      `Labels can join a flat input [n] or an image [height, width, channels], but the input is [${inputShape.join(', ')}].`,
    );
  }
  const [height, width] = inputShape as [number, number, number];
  const count = maps === 'constant' ? vector.shape[1]! : channels;
  const values =
    maps === 'constant'
      ? layers.repeatVector({ name: `${name}/repeat`, n: height * width }).apply(vector)
      : layers.dense({ name: `${name}/maps`, units: sizeOf([height, width, channels]) }).apply(vector);
  const image = layers.reshape({ name: `${name}/image`, targetShape: [height, width, count] }).apply(values);
  return join.apply([input, image as SymbolicTensor]) as SymbolicTensor;
}
