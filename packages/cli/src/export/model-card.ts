import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeMarkdown, fencedMarkdown, plainMarkdown } from '@ganx/core';
import type { TrainedNetwork } from '@ganx/core/engine';
import type { OpenedRun } from '../trained/with-trained.js';
import type { CustomLayer } from './tfjs.js';

export const formats = ['tfjs', 'onnx', 'safetensors'] as const;
export type ExportFormat = (typeof formats)[number];

/** What one has to know to use an exported network: the content of `model-card.json`. */
export interface ModelCard {
  readonly format: 'ganx-model-card/1';
  readonly name: string;
  readonly network: TrainedNetwork['role'];
  readonly as: ExportFormat;
  readonly source: OpenedRun['source'];
  readonly seed: number;
  readonly dataset: string;
  readonly latent: { readonly type: string; readonly size: number };
  readonly classes: number | null;
  readonly classNames: readonly string[] | null;
  /** Shape of an example, [height, width, channels] for images, and the range its values are scaled to. */
  readonly example: { readonly shape: readonly number[]; readonly range: readonly [number, number] | null };
  readonly inputs: readonly ModelInput[];
  readonly output: {
    readonly name: string;
    readonly shape: readonly (number | string)[];
    readonly meaning: string;
  };
  readonly onnx?: {
    readonly opset: number;
    readonly batch: 'any' | number;
    readonly operations: readonly string[];
  };
  /** Layers that plain TensorFlow.js does not have, which must be registered before the model is loaded. */
  readonly customLayers?: readonly CustomLayer[];
  /** The exported model against ganx, on the same inputs. */
  readonly check?: { readonly samples: number; readonly largestDifference: number };
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  readonly ganx: string;
}

export interface ModelInput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
  readonly dtype: 'float32' | 'int64';
  readonly meaning: string;
}

/** The length and hash of each file, for the card. */
export function describeFiles(folder: string, names: readonly string[]): ModelCard['files'] {
  return names.map((path) => {
    const content = readFileSync(join(folder, path));
    return { path, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  });
}

/** The card as a page: what the model is, where it comes from, how to feed it. */
export function cardPage(card: ModelCard): string {
  const { source, example, latent } = card;
  const image = example.shape.length === 3;
  const range = example.range ? ` with values in [${example.range.join(', ')}]` : '';
  const lines = [
    `# ${plainMarkdown(card.name)}: ${card.network}`,
    '',
    `A GAN's ${card.network}, trained with ganx: run ${codeMarkdown(source.run)}, iteration ${source.iteration}, ${source.weights} weights, dataset ${plainMarkdown(card.dataset)}. \`model-card.json\` says the rest, hashes included.`,
    '',
    '## Inputs and output',
    '',
    ...[...card.inputs, { ...card.output, dtype: 'float32' }].map(
      ({ name, shape, dtype, meaning }) =>
        `- ${codeMarkdown(name)} ${dtype} [${shape.join(', ')}]: ${plainMarkdown(meaning)}`,
    ),
    '',
    `An example is ${image ? `an image [height, width, channels] of [${example.shape.join(', ')}]` : `a point of ${example.shape.join(' x ')} coordinates`}${range}.`,
    ...(card.classNames?.some((name, i) => name !== String(i))
      ? [`Classes: ${card.classNames!.map((name, i) => `${i} ${plainMarkdown(name)}`).join(', ')}.`]
      : []),
    ...(card.network === 'generator'
      ? [
          latent.type === 'normal'
            ? 'Latents are drawn from a normal distribution with mean 0 and deviation 1.'
            : 'Latents are drawn evenly from [-1, 1).',
        ]
      : []),
    ...(card.check
      ? [
          `Checked when it was written: the largest difference from ganx on ${card.check.samples} samples is ${card.check.largestDifference.toExponential(1)}.`,
        ]
      : []),
    '',
    '## Use',
    '',
    ...usage[card.as](card),
  ];
  return `${lines.join('\n')}\n`;
}

const toPixels = ({ example }: ModelCard, y: string): string => {
  const [low, high] = example.range ?? [0, 1];
  return `(${y} - ${low}) / ${high - low} * 255`.replace('- -', '+ ');
};

const usage: Readonly<Record<ExportFormat, (card: ModelCard) => string[]>> = {
  onnx: (card) => [
    ...fenced('python', [
      'import numpy as np, onnxruntime',
      "session = onnxruntime.InferenceSession('model.onnx')",
      `n = ${card.onnx!.batch === 'any' ? 16 : card.onnx!.batch}`,
      ...(card.network === 'generator'
        ? [
            card.latent.type === 'normal'
              ? `z = np.random.randn(n, ${card.latent.size}).astype(np.float32)`
              : `z = np.random.uniform(-1, 1, (n, ${card.latent.size})).astype(np.float32)`,
          ]
        : [`x = np.zeros((n, ${card.example.shape.join(', ')}), np.float32)  # examples, scaled as above`]),
      ...(card.classes === null ? [] : [`label = np.arange(n, dtype=np.int64) % ${card.classes}`]),
      `y, = session.run(None, {${card.inputs.map(({ name }) => `'${name}': ${name}`).join(', ')}})`,
      ...(card.network === 'generator' && card.example.range
        ? [`pixels = np.clip(${toPixels(card, 'y')}, 0, 255).round().astype(np.uint8)`]
        : []),
    ]),
    `Standard operations only, opset ${card.onnx!.opset}. Batch: ${card.onnx!.batch === 'any' ? 'any' : `${card.onnx!.batch} only`}.`,
  ],
  tfjs: (card) => [
    ...fenced('js', [
      "import * as tf from '@tensorflow/tfjs';",
      ...(card.customLayers ?? []).map(
        ({ constructorName, from }) => `tf.serialization.registerClass(${constructorName}); // ${from}`,
      ),
      "const model = await tf.loadLayersModel('model.json'); // a URL",
      ...(card.network === 'generator'
        ? [
            card.latent.type === 'normal'
              ? `const z = tf.randomNormal([16, ${card.latent.size}]);`
              : `const z = tf.randomUniform([16, ${card.latent.size}], -1, 1);`,
          ]
        : [`const x = tf.zeros([16, ${card.example.shape.join(', ')}]); // examples, scaled as above`]),
      ...(card.classes === null
        ? []
        : [
            `const classes = tf.tensor1d(Array.from({ length: 16 }, (_, i) => i % ${card.classes}), 'int32');`,
            `const labels = tf.oneHot(classes, ${card.classes});`,
          ]),
      `const y = model.predict(${card.classes === null ? (card.network === 'generator' ? 'z' : 'x') : `[${card.network === 'generator' ? 'z' : 'x'}, labels]`});`,
    ]),
    ...((card.customLayers ?? []).length > 0
      ? [
          'These layers are not part of TensorFlow.js. Register their classes before loading, as above:',
          '',
          ...card.customLayers!.map(
            ({ className, from }) => `- ${codeMarkdown(className)}: ${plainMarkdown(from)}`,
          ),
        ]
      : ['Every layer is one that plain TensorFlow.js has.']),
  ],
  safetensors: () => [
    ...fenced('python', [
      'from safetensors.numpy import load_file',
      "weights = load_file('model.safetensors')  # by place: 'generator/00-dense/kernel'",
    ]),
    "Weights only, float32: the layers are in the run's `spec.yaml`. Kernels of dense layers are [in, out], of convolutions [height, width, in, out], of transposed ones [height, width, out, in].",
  ],
};

const fenced = (language: string, lines: readonly string[]) => [fencedMarkdown(language, lines.join('\n'))];
