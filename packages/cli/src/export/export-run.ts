import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runModel } from '@ganx/backend-onnx';
import { RuntimeFailure } from '@ganx/core';
import { CounterStream, rangeOf, type TrainedNetwork } from '@ganx/core/engine';
import type { NetworkRole } from '@ganx/core/plugin';
import { encodeSafetensors, replaceFile } from '@ganx/core/run';
import * as tf from '@tensorflow/tfjs-core';
import { UsageError } from '../errors/usage-error.js';
import { attemptUse } from '../trained/attempt-use.js';
import { makeFolder } from '../trained/make-folder.js';
import { type OpenedRun, type TrainedRequest, withTrained } from '../trained/with-trained.js';
import { cardPage, describeFiles, type ExportFormat, type ModelCard, type ModelInput } from './model-card.js';
import { writeOnnx } from './onnx.js';
import { loadTfjs, writeTfjs } from './tfjs.js';

export interface ExportRequest extends TrainedRequest {
  readonly as: ExportFormat;
  readonly network: NetworkRole;
  readonly batch: number | undefined;
  readonly out: string | undefined;
  /** Whether a folder that has something in it may be written to. */
  readonly force: boolean;
  readonly version: string;
}

export interface Exported {
  readonly folder: string;
  readonly card: ModelCard;
}

/** Examples that the exported model is compared on, and how far it may be off. */
const checked = 4;
const tolerance = 1e-3;

/** The whole of `ganx export`: a folder with the model, `model-card.json` and `README.md`. */
export function exportRun(request: ExportRequest): Promise<Exported> {
  // Tracing is the ONNX backend's.
  const backend = request.as === 'onnx' ? { backend: 'onnx' as const } : {};
  return withTrained({ ...request, ...backend }, (opened) =>
    attemptUse(() => writeExport(opened, request), 'The export failed'),
  );
}

async function writeExport(opened: OpenedRun, request: ExportRequest): Promise<Exported> {
  const { as, version, batch } = request;
  const network = opened.trained[request.network];
  const folder = emptyFolder(opened, request);
  const { inputs, output } = signature(opened, network, as);
  const { loaded, trained } = opened;
  // Only the generator has an average.
  const source = network.role === 'generator' ? opened.source : { ...opened.source, weights: 'raw' as const };
  const metadata = {
    format: 'ganx',
    network: network.role,
    run: source.run,
    iteration: String(source.iteration),
    weights: source.weights,
    weightsSha256: source.sha256,
    latent: `${loaded.spec.latent.type} ${loaded.spec.latent.size}`,
    range: rangeOf(loaded.spec, trained.info)?.join(' ') ?? '',
  };
  const common: Omit<ModelCard, 'files'> = {
    format: 'ganx-model-card/1',
    name: loaded.spec.name,
    network: network.role,
    as,
    source,
    seed: loaded.spec.seed,
    dataset: loaded.spec.data.type,
    latent: { type: loaded.spec.latent.type, size: loaded.spec.latent.size },
    classes: network.conditional ? (trained.classes ?? null) : null,
    classNames: network.conditional ? (trained.info.classNames ?? null) : null,
    example: {
      shape: trained.info.shape,
      range: rangeOf(loaded.spec, trained.info) ?? null,
    },
    inputs,
    output,
    ganx: version,
  };
  const finish = (card: Omit<ModelCard, 'files'>, files: readonly string[]): Exported => {
    const whole: ModelCard = { ...card, files: describeFiles(folder, files) };
    replaceFile(join(folder, 'model-card.json'), `${JSON.stringify(whole, null, 2)}\n`);
    replaceFile(join(folder, 'README.md'), cardPage(whole));
    return { folder, card: whole };
  };
  if (as === 'safetensors') {
    replaceFile(
      join(folder, 'model.safetensors'),
      Buffer.concat(encodeSafetensors(network.weights, metadata)),
    );
    return finish(common, ['model.safetensors']);
  }
  const probe = probeInputs(opened, network, batch ?? checked);
  const expected = tf.tidy(() => network.apply(probe.tensors[0]!, probe.tensors[1]).dataSync());
  try {
    if (as === 'onnx') {
      const model = writeOnnx({ network, inputs, output: output.name, batch, metadata }, folder);
      if (model.reason)
        request.warn(
          `The model takes a batch of ${model.batch} only: ${model.reason}. --batch chooses another.`,
        );
      const seen = runOnnx(
        model.bytes,
        probe,
        inputs,
        output.name,
        model.batch === 'any' ? probe.count : model.batch,
      );
      const { opset, operations } = model;
      const check = compare(expected, seen, probe.count, opened);
      return finish({ ...common, onnx: { opset, batch: model.batch, operations }, check }, ['model.onnx']);
    }
    const written = await writeTfjs(network, folder);
    for (const { className, from } of written.customLayers)
      request.warn(`Whoever loads the model must register the layer ${className} (${from}) first.`);
    const shards = written.files.filter((file) => file.endsWith('.bin'));
    const data = Buffer.concat(shards.map((file) => readFileSync(join(folder, file))));
    const json = JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')) as object;
    const model = await loadTfjs(json, data, network, written);
    const given = tf.tidy(() => [
      probe.tensors[0]!.clone(),
      ...(probe.labels
        ? [tf.oneHot(probe.tensors[1] as tf.Tensor1D, trained.classes!, 1, 0, 'float32')]
        : []),
    ]);
    const seen = tf.tidy(() => model.predict(given).dataSync());
    tf.dispose(given);
    model.dispose();
    const check = compare(expected, seen, probe.count, opened);
    return finish({ ...common, customLayers: written.customLayers, check }, written.files);
  } finally {
    tf.dispose(probe.tensors);
  }
}

interface Probe {
  readonly count: number;
  readonly values: Float32Array;
  readonly size: number;
  readonly labels: BigInt64Array | undefined;
  readonly tensors: tf.Tensor[];
}

/** Inputs to compare on: latents, or examples of noise, and all classes in turn. */
function probeInputs({ loaded, trained }: OpenedRun, network: TrainedNetwork, count: number): Probe {
  const shape = network.role === 'generator' ? [loaded.spec.latent.size] : trained.info.shape;
  const size = shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(count * size);
  new CounterStream(loaded.spec.seed, 'export/check').uniform(values, -1, 1);
  const classes = Array.from({ length: count }, (_, i) => i % (trained.classes ?? 1));
  const labels = network.conditional ? BigInt64Array.from(classes, BigInt) : undefined;
  const tensors = [tf.tensor(values, [count, ...shape]), ...(labels ? [tf.tensor1d(classes, 'int32')] : [])];
  return { count, values, size, labels, tensors };
}

/** Runs the model on the probe, batch by batch; what a last batch lacks is filled up and left out. */
function runOnnx(
  bytes: Uint8Array,
  { count, values, size, labels }: Probe,
  inputs: readonly ModelInput[],
  output: string,
  batch: number,
): Float32Array {
  const results: Float32Array[] = [];
  for (let from = 0; from < count; from += batch) {
    const x = new Float32Array(batch * size);
    x.set(values.subarray(from * size, (from + batch) * size));
    const y = new BigInt64Array(batch);
    if (labels) y.set(labels.subarray(from, from + batch));
    const shape = inputs[0]!.shape.slice(1) as number[];
    const feeds = {
      [inputs[0]!.name]: { data: x, shape: [batch, ...shape] },
      ...(labels ? { [inputs[1]!.name]: { data: y, shape: [batch] } } : {}),
    };
    const made = runModel(bytes, feeds, [output])[output]!;
    const used = Math.min(batch, count - from);
    results.push(made.subarray(0, (made.length / batch) * used));
  }
  return Float32Array.from(results.flatMap((part) => [...part]));
}

function compare(
  expected: ArrayLike<number>,
  seen: ArrayLike<number>,
  samples: number,
  { trained, loaded }: OpenedRun,
): NonNullable<ModelCard['check']> {
  let largestDifference = seen.length === expected.length ? 0 : Infinity;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(seen[i]! - expected[i]!);
    // Weights that are not finite give numbers that are not: the same ones, or it is another model.
    if (!(Number.isNaN(seen[i]!) && Number.isNaN(expected[i]!)))
      largestDifference = Math.max(largestDifference, Number.isNaN(difference) ? Infinity : difference);
  }
  const [low, high] = rangeOf(loaded.spec, trained.info) ?? [-1, 1];
  const scale = Math.max(high - low, ...Array.from(expected, (value) => Math.abs(value) || 0));
  if (largestDifference <= tolerance * scale) return { samples, largestDifference };
  throw new RuntimeFailure(
    'GANX_EXPORT_DIFFERS',
    `The exported model does not compute what the network computes: on ${samples} samples it is off by up to ${largestDifference}. Please report it with the spec; do not use the export.`,
  );
}

function signature(
  { trained, loaded }: OpenedRun,
  network: TrainedNetwork,
  as: ExportFormat,
): Pick<ModelCard, 'inputs' | 'output'> {
  const { latent } = loaded.spec;
  const generator = network.role === 'generator';
  const names = as === 'tfjs' ? network.model.inputNames : [generator ? 'z' : 'x', 'label'];
  const inputs: ModelInput[] = [
    generator
      ? { name: names[0]!, shape: ['N', latent.size], dtype: 'float32', meaning: `latents, ${latent.type}` }
      : { name: names[0]!, shape: ['N', ...trained.info.shape], dtype: 'float32', meaning: 'examples' },
  ];
  if (network.conditional) {
    inputs.push(
      as === 'tfjs'
        ? { name: names[1]!, shape: ['N', trained.classes!], dtype: 'float32', meaning: 'classes, one-hot' }
        : { name: names[1]!, shape: ['N'], dtype: 'int64', meaning: `classes, 0 to ${trained.classes! - 1}` },
    );
  }
  const name = as === 'tfjs' ? network.model.outputNames[0]! : generator ? 'y' : 'score';
  const output = generator
    ? { name, shape: ['N', ...trained.info.shape], meaning: 'examples' }
    : { name, shape: ['N', 1], meaning: `scores, as loss ${loaded.spec.loss.type} takes them` };
  return { inputs, output };
}

/** `mnist-cgan-3fa2c1-20000-onnx`, or what was asked for; must be empty. */
function emptyFolder({ run, source }: OpenedRun, { as, out, force, network }: ExportRequest): string {
  const [name, stamp] = run.run.split('/') as [string, string];
  const role = network === 'generator' ? '' : `-${network}`;
  const folder = resolve(out ?? `${name}-${stamp.split('-').at(-1)}-${source.iteration}${role}-${as}`);
  if (!force && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new UsageError(
      'GANX_CLI_EXISTS',
      `${folder} is there and not empty. Name another folder with --out, or write into this one with --force.`,
    );
  }
  return makeFolder(folder);
}
