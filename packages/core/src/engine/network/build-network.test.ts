import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../api.js';
import { initialise } from '../state/state.js';
import { planError, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { drawWeights } from './draw-weights.js';

const layers = (...list: { type: string; [option: string]: never | unknown }[]) => ({
  layers: list as never,
});
const dense = (units: number) => ({ type: 'dense', units });
const imageSpec = (generator: object, changes: object = {}) =>
  tinySpec({
    data: { type: 'images', batchSize: 4, range: [-1, 1], augment: [] },
    generator: generator as never,
    discriminator: layers({ type: 'flatten' }, dense(1)),
    ...changes,
  });

describe('a network', () => {
  it('is summed up by layer, with places, shapes and parameters', () =>
    withPlan(
      tinySpec({ generator: layers(dense(8), { type: 'batch-norm' }, { type: 'relu' }, dense(2)) }),
      async ({ networks }: Plan) => {
        expect(networks.generator).toEqual({
          layers: [
            { name: 'generator/00-dense', type: 'dense', outputShape: [8], parameters: 32 },
            { name: 'generator/01-batch-norm', type: 'batch-norm', outputShape: [8], parameters: 32 },
            { name: 'generator/02-relu', type: 'relu', outputShape: [8], parameters: 0 },
            { name: 'generator/03-dense', type: 'dense', outputShape: [2], parameters: 18 },
          ],
          parameters: 82,
          trainable: 66,
        });
      },
    ));

  it('of more layers than the stack takes is refused with their number', async () => {
    const many = Array.from({ length: 2000 }, () => ({ type: 'relu' }));
    expect(await planError(tinySpec({ generator: layers(...many, dense(2)) }))).toMatchObject({
      code: 'GANX_SPEC_SHAPE',
      message: expect.stringContaining('The generator has 2001 layers, and a network has at most 2000'),
    });
  });

  it('names weights by place, nested and unnamed layers too, the same in every network of a process', async () => {
    const spec = tinySpec({ generator: layers({ type: 'block', units: 4 }, dense(2)) });
    const names = () =>
      withPlan(spec, async ({ built }) => built.generator.network.weights.map(({ name }) => name));
    const first = await names();
    expect(first).toEqual([
      'generator/00-block/dense/kernel',
      'generator/00-block/dense/bias',
      'generator/00-block/body/00-dense/kernel',
      'generator/00-block/body/00-dense/bias',
      'generator/01-dense/kernel',
      'generator/01-dense/bias',
    ]);
    expect(await names()).toEqual(first);
  });

  it('exports to TensorFlow.js and comes back with the same outputs', () =>
    withPlan(
      tinySpec({ generator: layers({ type: 'block', units: 4 }, { type: 'batch-norm' }, dense(2)) }),
      async ({ built }) => {
        const { network } = built.generator;
        drawWeights(network, 3);
        let artifacts: unknown;
        await network.model.save({
          save: async (model) => {
            artifacts = model;
            return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
          },
        });
        const loaded = await tfl.loadLayersModel({ load: async () => artifacts as never });
        const z = tf.tensor2d([1, -2, 3], [1, 3]);
        const [a, b] = [network.model.predict(z), loaded.predict(z)] as tf.Tensor[];
        expect([...b!.dataSync()]).toEqual([...a!.dataSync()]);
        const manifest = (artifacts as { weightSpecs: { name: string }[] }).weightSpecs.map(
          ({ name }) => name,
        );
        expect(manifest).toContain('generator/00-block/body/00-dense/kernel');
        loaded.dispose();
        tf.dispose([z, a!, b!]);
      },
    ));

  it('leaves no tensors behind when its scope closes', async () => {
    await withPlan(tinySpec(), async () => undefined);
    const before = tf.memory().numTensors;
    await withPlan(tinySpec({ ema: { decay: 0.9, rampUp: 0.05, startIteration: 0 } }), async () => undefined);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('a network that does not fit is refused at its place', () => {
  const refused = async (spec: Parameters<typeof planError>[0], expected: object, message: RegExp) => {
    const error = (await planError(spec)) as Error;
    expect(error).toMatchObject({ _tag: 'ShapeError', code: 'GANX_SPEC_SHAPE', ...expected });
    expect(error.message).toMatch(message);
  };

  it('a layer that cannot take its input', () =>
    refused(
      tinySpec({ generator: layers(dense(8), { type: 'flatten' }, dense(2)) }),
      { specPath: 'generator.layers.1' },
      /layer 1 \(flatten\) with an input of \[B,8\].*min_ndim=3/,
    ));

  it('a generator that ends in the right number of values in another shape, with the layer to add', () =>
    refused(
      imageSpec(layers(dense(16))),
      { specPath: 'generator.layers.0' },
      /ends in \[B,16\].*\[B,4,4,1\]\. Add a last layer \{ type: reshape, shape: \[4, 4, 1\] \}/,
    ));

  it('a generator that ends in too few values', () =>
    refused(
      imageSpec(layers(dense(8))),
      { specPath: 'generator.layers.0' },
      /8 values per example where 16 are needed/,
    ));

  it('a preset, at the network itself', () =>
    refused(imageSpec({ type: 'mlp', units: 4 }), { specPath: 'generator' }, /preset "mlp"/));

  it('a discriminator that gives more than one score', () =>
    refused(
      tinySpec({ discriminator: layers(dense(8)) }),
      { specPath: 'discriminator.layers.0' },
      /ends in \[B,8\]; it must end in one score per example, \[B,1\], or one per place, \[B,h,w,1\]\. Add a last layer \{ type: dense, units: 1 \}/,
    ));

  it('a discriminator that gives a map of features', () =>
    refused(
      imageSpec(layers(dense(16), { type: 'reshape', shape: [4, 4, 1] }), {
        discriminator: layers(dense(2)),
      }),
      { specPath: 'discriminator.layers.0' },
      /ends in \[B,4,4,2\].*\{ type: flatten \}/,
    ));

  it('but one that scores places may be a discriminator', () =>
    withPlan(
      imageSpec(layers(dense(16), { type: 'reshape', shape: [4, 4, 1] }), {
        discriminator: layers(dense(1)),
      }),
      async ({ built }) => {
        initialise(built);
        const opinions = await built.score({
          examples: { shape: [3, 4, 4, 1], data: new Float32Array(48).fill(0.5) },
        });
        expect(opinions).toHaveLength(3);
      },
    ));

  it('an output activation whose range is not that of the images', () =>
    refused(
      imageSpec(layers(dense(16), { type: 'sigmoid' }, { type: 'reshape', shape: [4, 4, 1] })),
      { specPath: 'generator', code: 'GANX_SPEC_RANGE' },
      /values in \[0, 1\], but images are scaled to \[-1, 1\]\. .*or set data\.range/,
    ));

  it('but a linear output may have any range', () =>
    withPlan(imageSpec(layers(dense(16), { type: 'reshape', shape: [4, 4, 1] })), async ({ warnings }) => {
      expect(warnings).toEqual([]);
    }));

  it('labels that nothing reads, in both networks at once', async () =>
    expect(await planError(tinySpec({ conditioning: { type: 'ignored' } }))).toMatchObject({
      _tag: 'ShapeError',
      errors: ['generator', 'discriminator'].map((specPath) => ({
        specPath,
        code: 'GANX_SPEC_LABELS_UNUSED',
        message: expect.stringMatching(/nothing in it reads them/),
      })),
    }));

  it('mistakes in both networks, all at once', async () =>
    expect(
      await planError(tinySpec({ generator: layers(dense(3)), discriminator: layers(dense(2)) })),
    ).toMatchObject({
      code: 'GANX_SPEC_SHAPE',
      errors: [{ specPath: 'generator.layers.0' }, { specPath: 'discriminator.layers.0' }],
    }));

  it('a layer with a bug is the fault of its plugin', async () => {
    expect(await planError(tinySpec({ generator: layers({ type: 'broken' }, dense(2)) }))).toMatchObject({
      _tag: 'PluginError',
      message: expect.stringMatching(/layer 0 \(broken\).*TypeError/),
    });
  });
});

describe('first weights', () => {
  it('come from streams of their own: another layer changes no other layer', async () => {
    const kernel = (spec: Parameters<typeof withPlan>[0], name: string) =>
      withPlan(spec, async ({ built }) => {
        drawWeights(built.generator.network, 7);
        return [
          ...built.generator.network.weights.find((weight) => weight.name === name)!.variable.dataSync(),
        ];
      });
    const a = await kernel(tinySpec(), 'generator/00-dense/kernel');
    const b = await kernel(
      tinySpec({ generator: layers(dense(8), dense(5), dense(2)) }),
      'generator/00-dense/kernel',
    );
    expect(b).toEqual(a);
    expect(Math.max(...a.map(Math.abs))).toBeLessThan(Math.sqrt(6 / 11));
  });

  it('leave TensorFlow.js as it was', async () => {
    const before = tfl.layers.Layer.prototype;
    const { addWeight } = before as unknown as { addWeight: unknown };
    await planError(tinySpec({ generator: layers({ type: 'broken' }) }));
    expect((before as unknown as { addWeight: unknown }).addWeight).toBe(addWeight);
  });
});
