import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { defineLayer } from '../../plugin/index.js';
import { initialise } from '../state/state.js';
import { resume, run, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

const sum = defineLayer({
  type: 'sum',
  description: 'Sums its inputs.',
  examples: [{ type: 'sum', from: ['a', 'b'] }],
  takesSeveral: true,
  create:
    (_options, { inputs, name }) =>
    () =>
      tfl.layers.add({ name }).apply([...inputs]) as tfl.SymbolicTensor,
});
const nest = defineLayer({
  type: 'nest',
  description: 'Nested layers.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      layers: { description: 'Layers.', type: 'array', 'x-ganx-component-list': 'layer' },
    },
    required: ['layers'],
  },
  examples: [{ type: 'nest', layers: [{ type: 'relu' }] }],
  create:
    ({ layers }, { build }) =>
    (x) =>
      build(layers, x, 'inner'),
});
const registry = fixtureRegistry(sum, nest);
const dense = (units: number, more = {}) => ({ type: 'dense', units, ...more });

/** What the generator makes of latents, and its weights by name. */
const generated = (layers: readonly object[], latents: readonly number[]) =>
  withPlan(
    tinySpec({ generator: { layers } as never, latent: { type: 'normal', size: 2 } }),
    async ({ built }) => {
      initialise(built);
      const { model, weights } = built.generator.network;
      const output = model.predict(tf.tensor2d([[...latents]])) as tf.Tensor;
      const named = weights.map(({ name, variable }) => [name, Array.from(variable.dataSync())] as const);
      return { output: Array.from(output.dataSync()), weights: new Map(named) };
    },
    registry,
  );

describe('a list of layers with names', () => {
  it('adds what two layers made: a skip is what is written out by hand', async () => {
    const { output, weights } = await generated(
      [dense(2, { as: 'skip' }), dense(2), { type: 'sum', from: ['skip', 'input'] }],
      [0.5, -0.25],
    ).catch((error: Error) => ({ output: error.message, weights: undefined }));
    // The second dense layer would be lost.
    expect(output).toContain('Nothing reads what this layer (dense) makes');
    expect(weights).toBeUndefined();

    const kept = await generated(
      [dense(2, { as: 'skip' }), dense(2, { as: 'deep' }), { type: 'sum', from: ['skip', 'deep'] }],
      [0.5, -0.25],
    );
    const layer = (x: readonly number[], place: string) => {
      const kernel = kept.weights.get(`generator/${place}/kernel`)!;
      const bias = kept.weights.get(`generator/${place}/bias`)!;
      return bias.map((b, j) => b + x[0]! * kernel[j]! + x[1]! * kernel[2 + j]!);
    };
    const skip = layer([0.5, -0.25], '00-dense');
    const deep = layer(skip, '01-dense');
    expect(kept.output).toEqual(skip.map((value, i) => expect.closeTo(value + deep[i]!, 5)));
  });

  it('begins anew where a layer says from, and has the weights that it has without names', async () => {
    const twice = await generated(
      [
        dense(3, { as: 'a' }),
        dense(3, { from: 'input', as: 'b' }),
        { type: 'sum', from: ['a', 'b'] },
        dense(2),
      ],
      [0.1, 0.2],
    );
    const plain = await generated([dense(3), dense(2)], [0.1, 0.2]);
    // Weights are drawn by their names.
    const first = 'generator/00-dense/kernel';
    expect(twice.weights.get(first)).toEqual(plain.weights.get(first));
    expect([...twice.weights.keys()]).toEqual([
      'generator/00-dense/kernel',
      'generator/00-dense/bias',
      'generator/01-dense/kernel',
      'generator/01-dense/bias',
      'generator/03-dense/kernel',
      'generator/03-dense/bias',
    ]);
  });

  it('lets a nested list read names around it, and have its own', async () => {
    const inner = {
      type: 'nest',
      layers: [dense(2, { as: 'own' }), { type: 'sum', from: ['own', 'skip'] }],
    };
    const { output } = await generated([dense(2, { as: 'skip' }), inner, inner], [1, 1]);
    expect(output).toHaveLength(2);
  });

  it('trains, and goes on from a checkpoint to the same bytes', async () => {
    const layers = [
      dense(8, { as: 'a' }),
      { type: 'relu' },
      dense(8, { as: 'b' }),
      { type: 'sum', from: ['a', 'b'] },
      dense(2),
    ];
    const spec = tinySpec({
      generator: { layers } as never,
      discriminator: {
        layers: [dense(4, { as: 'x' }), dense(4, { as: 'y' }), { type: 'sum', from: ['x', 'y'] }, dense(1)],
      } as never,
      regularizers: [{ type: 'r1', every: 1 } as never],
    });
    const whole = await run(spec, { registry });
    const interruption = { requested: undefined as string | undefined };
    const cut = await run(spec, {
      registry,
      interruption,
      onEvent(event) {
        if (event.type === 'iteration' && event.counters.iteration === 4) interruption.requested = 'SIGTERM';
      },
    });
    expect(cut.result).toMatchObject({ status: 'interrupted', counters: { iteration: 4 } });
    const rest = await resume(cut.result, spec, { registry });
    for (const file of ['weights', 'optimizer']) {
      const bytes = (ran: typeof whole) => ran.read(`checkpoints/00000010/${file}.safetensors`);
      expect(bytes(rest).equals(bytes(whole))).toBe(true);
    }
  });
});
