import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SnapshotFacts } from '@ganx/core/engine';
import { decodeSafetensors, readCheckpoint } from '@ganx/core/run';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { ganx, root, tinySpec, writeSpec } from './ganx.js';
import { type TrainedRuns, trainRuns } from './trained-runs.js';

const count = 12;
const latentSize = 8;
/** One more than rounding: the pixels of a picture are whole numbers. */
const pixelTolerance = 1;
const tolerance = 1e-5;

let trained: TrainedRuns;
let z: Float32Array;
let labels: number[];
/** Bytes [count, 28, 28] as `ganx sample` draws them. */
let pictures: number[];

beforeAll(async () => {
  trained = await trainRuns();
  const { json } = await ganx(
    ['sample', 'digits', '--json', '--seed', '5', '--count', String(count), '--out', 'reference'],
    { cwd: trained.folder },
  );
  labels = json.classes;
  const { drawLatents } = await import(`${root}/packages/cli/dist/sample/choose-latents.js`);
  z = drawLatents({ latent: { type: 'normal', size: latentSize }, count, seed: 5 });
  const files = json.files as string[];
  const bytes = await Promise.all(files.map((file) => sharp(file).extractChannel(0).raw().toBuffer()));
  pictures = bytes.flatMap((own) => [...own]);
}, 120_000);

const exportAs = (format: string, run: string, ...args: string[]) =>
  ganx(['export', run, '--format', format, '--json', ...args], { cwd: trained.folder });

function expectThePictures(y: ArrayLike<number>): void {
  expect(y.length).toBe(pictures.length);
  for (let i = 0; i < y.length; i++) {
    const pixel = Math.min(1, Math.max(0, (y[i]! + 1) / 2)) * 255;
    expect(Math.abs(pixel - pictures[i]!)).toBeLessThanOrEqual(pixelTolerance);
  }
}

/** Runs a program of its own, with what it reads on stdin, to the numbers that it prints. */
async function numbersFrom(program: string, args: string[], input: object): Promise<number[]> {
  const child = spawn(program, args, { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(JSON.stringify(input));
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code, err).toBe(0);
  return JSON.parse(out.trimEnd().split('\n').at(-1)!);
}

const python = join(process.env.GANX_PEERS ?? join(homedir(), '.cache/ganx-peers'), 'bin/python');
const hasPython =
  existsSync(python) && spawnSync(python, ['-c', 'import onnx, onnxruntime, numpy']).status === 0;

describe('an exported ONNX generator', () => {
  let folder = '';
  beforeAll(async () => {
    folder = (await exportAs('onnx', 'digits', '--out', 'as-onnx')).json.folder;
  }, 60_000);

  test('makes the pictures of ganx sample in ONNX Runtime, for any batch', async () => {
    const session = await InferenceSession.create(join(folder, 'model.onnx'));
    expect([session.inputNames, session.outputNames]).toEqual([['z', 'label'], ['y']]);
    const made: number[] = [];
    for (const [from, to] of [
      [0, 1],
      [1, 6],
      [6, count],
    ] as const) {
      const batch = to - from;
      const { y } = await session.run({
        z: new Tensor('float32', z.slice(from * latentSize, to * latentSize), [batch, latentSize]),
        label: new Tensor('int64', BigInt64Array.from(labels.slice(from, to), BigInt), [batch]),
      });
      expect(y!.dims).toEqual([batch, 28, 28, 1]);
      made.push(...(y!.data as Float32Array));
    }
    expectThePictures(made);
  });

  test.skipIf(!hasPython)(
    `is a valid model and makes them in Python${hasPython ? '' : ' (skipped: no Python with onnx and onnxruntime; GANX_PEERS may name one)'}`,
    async () => {
      const program = [
        'import json, sys, numpy as np, onnx, onnxruntime',
        'given = json.load(sys.stdin)',
        'model = onnx.load(given["model"])',
        'onnx.checker.check_model(model, full_check=True)',
        'assert all(o.domain == "" for o in model.opset_import), model.opset_import',
        'session = onnxruntime.InferenceSession(given["model"])',
        'z = np.array(given["z"], np.float32).reshape(-1, 8)',
        'y, = session.run(None, {"z": z, "label": np.array(given["labels"])})',
        'print(json.dumps(y.ravel().tolist()))',
      ].join('\n');
      const model = join(folder, 'model.onnx');
      expectThePictures(await numbersFrom(python, ['-c', program], { model, z: [...z], labels }));
    },
  );

  test('comes with a card that says where it is from and how it was checked', () => {
    const card = JSON.parse(readFileSync(join(folder, 'model-card.json'), 'utf8'));
    expect(card).toMatchObject({
      format: 'ganx-model-card/1',
      network: 'generator',
      source: { iteration: 4, weights: 'average', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      latent: { type: 'normal', size: 8 },
      classes: 10,
      example: { shape: [28, 28, 1], range: [-1, 1] },
      onnx: { opset: 21, batch: 'any' },
      files: [{ path: 'model.onnx' }],
    });
    expect(card.check.largestDifference).toBeLessThan(tolerance);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain(
      "session.run(None, {'z': z, 'label': label})",
    );
  });
});

describe('an exported TensorFlow.js generator', () => {
  const program = `
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import { text } from 'node:stream/consumers';
const { url, z, labels } = JSON.parse(await text(process.stdin));
const model = await loadLayersModel(url);
const x = tf.tensor2d(z, [labels.length, ${latentSize}]);
const y = model.predict([x, tf.oneHot(tf.tensor1d(labels, 'int32'), 10)]);
console.log(JSON.stringify([...y.dataSync()]));`;

  test('loads over HTTP in plain TensorFlow.js, without any code of ganx, and makes the pictures of ganx sample', async () => {
    const { json } = await exportAs('tfjs', 'digits', '--out', 'as-tfjs');
    // Its bilinear enlargement is a layer of ganx: standard ones stand for it.
    expect(json.customLayers).toEqual([]);
    const server = createServer(({ url }, response) =>
      response.end(readFileSync(join(json.folder, url!.slice(1)))),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    try {
      const url = `http://127.0.0.1:${port}/model.json`;
      const made = await numbersFrom(process.execPath, ['--input-type=module', '-e', program], {
        url,
        z: [...z],
        labels,
      });
      expectThePictures(made);
    } finally {
      server.close();
    }
  });

  test('of raw weights differs from that of averaged ones', async () => {
    await exportAs('tfjs', 'digits', '--out', 'raw-tfjs', '--weights', 'raw');
    const shard = (folder: string) => readFileSync(join(trained.folder, folder, 'group1-shard1of1.bin'));
    expect(shard('raw-tfjs').equals(shard('as-tfjs'))).toBe(false);
  });
});

describe('exported safetensors', () => {
  test("hold the checkpoint's averaged weights by their place, and say what they are", async () => {
    const { json } = await exportAs('safetensors', 'digits', '--out', 'as-safetensors');
    const file = readFileSync(join(json.folder, 'model.safetensors'));
    const weights = decodeSafetensors(file, 'model.safetensors');
    const { tensors } = readCheckpoint<SnapshotFacts>(join(trained.digits, 'checkpoints/00000004'));
    expect([...weights.keys()]).toContain('generator/00-dense/kernel');
    for (const [name, tensor] of weights) expect(tensor, name).toEqual(tensors.get(`average/${name}`));
    const header = JSON.parse(file.subarray(8, 8 + Number(file.readBigUInt64LE())).toString());
    expect(header.__metadata__).toMatchObject({
      format: 'ganx',
      network: 'generator',
      iteration: '4',
      latent: 'normal 8',
    });
  });
});

describe('other networks', () => {
  test('the discriminator exports too, its weights raw, for one batch if asked to', async () => {
    const { json } = await exportAs(
      'onnx',
      'digits',
      '--network',
      'discriminator',
      '--batch',
      '3',
      '--out',
      'd-onnx',
    );
    expect(json).toMatchObject({
      network: 'discriminator',
      source: { weights: 'raw' },
      onnx: { batch: 3 },
      output: { name: 'score', shape: ['N', 1] },
    });
  });

  test('a layer of a plugin becomes ONNX as it is; for TensorFlow.js it is named, or lowered where it says how', async () => {
    mkdirSync(join(trained.folder, 'plugins'), { recursive: true });
    const layerClass = (name: string, more: string) => `
class ${name} extends layers.Layer {
  static className = 'acme>${name}';
  constructor(config) { super({ name: config.name }); }
  computeOutputShape(shape) { return shape; }
  call(inputs) { return mul(Array.isArray(inputs) ? inputs[0] : inputs, 2); }
  ${more}
}`;
    writeFileSync(
      join(trained.folder, 'plugins/acme.mjs'),
      `import { defineLayer, definePlugin } from '@ganx/core/plugin';
import { mul } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
${layerClass('Twice', '')}
${layerClass('Same', "call(inputs) { return Array.isArray(inputs) ? inputs[0] : inputs; } standardForm() { return [{ className: 'Activation', config: { activation: 'linear' } }]; }")}
const layer = (type, Own) => defineLayer({ type, description: 'For a test.', examples: [{ type }], create: (_, { name }) => new Own({ name }) });
export default definePlugin({
  meta: { name: 'acme', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
  components: [layer('twice', Twice), layer('same', Same)],
});
`,
    );
    const text = `plugins: [./plugins/acme.mjs]\n${tinySpec()}`
      .replace('name: tiny', 'name: acme')
      .replace('{ type: dense, units: 2 }]', 'acme/twice, acme/same, { type: dense, units: 2 }]');
    const run = await ganx(['run', writeSpec(trained.folder, text, 'acme.yaml'), '--json'], {
      cwd: trained.folder,
    });
    expect(run.code, run.stderr).toBe(0);
    const tfjs = await exportAs('tfjs', 'acme', '--out', 'acme-tfjs');
    expect(tfjs.json.customLayers).toEqual([
      expect.objectContaining({ className: 'acme>Twice', constructorName: 'Twice' }),
    ]);
    expect(tfjs.json.check.largestDifference).toBeLessThan(tolerance);
    expect(tfjs.stderr).toContain('must register the layer acme>Twice');
    expect(readFileSync(join(tfjs.json.folder, 'README.md'), 'utf8')).toContain('registerClass(Twice)');
    const onnx = await exportAs('onnx', 'acme', '--out', 'acme-onnx');
    expect(onnx.json.onnx.batch).toBe('any');
  });
});

describe('what cannot be', () => {
  test('a folder with something in it is left alone, unless forced', async () => {
    mkdirSync(join(trained.folder, 'full'));
    writeFileSync(join(trained.folder, 'full/mine.txt'), 'mine');
    const refused = await exportAs('safetensors', 'tiny', '--out', 'full');
    expect([refused.code, refused.json.error.code]).toEqual([2, 'GANX_CLI_EXISTS']);
    expect(readdirSync(join(trained.folder, 'full'))).toEqual(['mine.txt']);
    const forced = await exportAs('safetensors', 'tiny', '--out', 'full', '--force');
    expect(forced.code).toBe(0);
    expect(readFileSync(join(trained.folder, 'full/mine.txt'), 'utf8')).toBe('mine');
  });

  test('a format that there is not is refused before anything is read', async () => {
    const { code, json } = await exportAs('keras', 'nothing');
    expect(code).toBe(2);
    expect(json.error.message).toMatch(/tfjs, onnx, safetensors|tfjs/);
  });
});
