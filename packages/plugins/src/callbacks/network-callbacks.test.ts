import type { CallbackContext, Json, LoggedEmbedding, LoggedScores, Samples } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { graph } from './graph.js';
import { prCurve } from './pr-curve.js';
import { projector } from './projector.js';
import { weightHistograms } from './weight-histograms.js';

interface Recorded {
  readonly scalars: Record<string, number>;
  readonly histograms: Record<string, Float32Array>;
  readonly graphs: Record<string, Json>;
  readonly curves: Record<string, LoggedScores>;
  readonly embeddings: LoggedEmbedding[];
  readonly warnings: string[];
}

/** Two networks of two weights; real examples are 3, generated ones 1, and the opinion of an example is `opinion` of it. */
function contextOf(
  changes: { opinion?: (value: number) => number; heldOut?: number; conditional?: boolean } = {},
): CallbackContext & { readonly recorded: Recorded } {
  const { opinion = (value) => value / 4, heldOut, conditional = false } = changes;
  const recorded: Recorded = {
    scalars: {},
    histograms: {},
    graphs: {},
    curves: {},
    embeddings: [],
    warnings: [],
  };
  const shape = [2, 3, 1];
  const drawn = Int32Array.of(0, 1, 0, 0, 0, 1);
  const examplesOf = (count: number, value: number, labels?: Int32Array): Samples => ({
    values: new Float32Array(6 * count).fill(value),
    count,
    shape,
    ...(labels && { labels }),
  });
  const network = (role: string) => ({
    modelJson: () => ({ of: role }),
    weights: async () => [
      { name: `${role}/kernel`, shape: [2], trainable: true, values: Float32Array.of(3, 4) },
      { name: `${role}/moving`, shape: [1], trainable: false, values: Float32Array.of(-7) },
    ],
  });
  const context = {
    networks: { generator: network('generator'), discriminator: network('discriminator') },
    data: {
      info: { shape, classes: 2, classNames: ['cat', 'dog'] },
      train: { size: 10 },
      ...(heldOut === undefined ? {} : { heldOut: { size: heldOut } }),
    },
    range: [-1, 1],
    examples: (_split: string, indices: Int32Array) =>
      examplesOf(
        indices.length,
        3,
        indices.map((index) => index % 2),
      ),
    sampler: {
      weights: 'live',
      latentSize: 2,
      conditional,
      sample: async ({ count, labels }: { count: number; labels?: Int32Array }) => ({
        ...examplesOf(count, 1, conditional ? (labels ?? drawn.subarray(0, count)) : undefined),
        latents: new Float32Array(2 * count),
      }),
    },
    score: async ({ values, count }: Samples) =>
      Float32Array.from({ length: count }, (_, i) => opinion(values[6 * i]!)),
    log: {
      scalars: (values: Record<string, number>) => Object.assign(recorded.scalars, values),
      histogram: (tag: string, values: Float32Array) => (recorded.histograms[tag] = values),
      graph: (models: Record<string, Json>) => Object.assign(recorded.graphs, models),
      prCurve: (tag: string, scored: LoggedScores) => (recorded.curves[tag] = scored),
      embedding: (embedding: LoggedEmbedding) => recorded.embeddings.push(embedding),
    },
    warn: (code: string) => recorded.warnings.push(code),
  };
  return { ...(context as unknown as CallbackContext), recorded };
}

describe('weight-histograms', () => {
  test('logs each weight, its norm, and the norm of what trains in each network', async () => {
    const context = contextOf();
    await weightHistograms.create({}).tick!(context);
    const { scalars, histograms } = context.recorded;
    expect(histograms['weights/generator/kernel']).toEqual(Float32Array.of(3, 4));
    expect(Object.keys(histograms)).toHaveLength(4);
    expect(scalars).toMatchObject({
      'weight-norm/generator/kernel': 5,
      'weight-norm/generator/moving': 7,
      'weight-norm/generator': 5,
      'weight-norm/discriminator': 5,
    });
  });
});

describe('graph', () => {
  test('logs both networks once: not again when a run is resumed', async () => {
    const context = contextOf();
    const { on } = graph.create({});
    const started = { type: 'run-start', run: 'a/b', folder: '/' } as const;
    await on!['run-start']!({ ...started, resumedAt: 7 }, context);
    expect(context.recorded.graphs).toEqual({});
    await on!['run-start']!(started, context);
    expect(context.recorded.graphs).toEqual({
      generator: { of: 'generator' },
      discriminator: { of: 'discriminator' },
    });
  });
});

describe('pr-curve', () => {
  test('scores as many generated as real examples of each split', async () => {
    const context = contextOf({ heldOut: 3 });
    await prCurve.create({ samples: 4 }).tick!(context);
    const { curves } = context.recorded;
    expect(Object.keys(curves)).toEqual(['discriminator/train', 'discriminator/held-out']);
    expect(curves['discriminator/train']!.positive.filter(Boolean)).toHaveLength(4);
    expect(curves['discriminator/train']!.description).toMatch(
      /: 4 training examples, .* \((ema|live) weights\)/,
    );
    expect(curves['discriminator/held-out']!.description).toMatch(/: 3 held-out examples/);
    expect([...curves['discriminator/held-out']!.scores]).toEqual([0.75, 0.75, 0.75, 0.25, 0.25, 0.25]);
    expect(curves['discriminator/held-out']!.positive).toEqual([true, true, true, false, false, false]);
  });

  test("a critic's scores are mapped to [0, 1], equal ones to 1/2", async () => {
    const critic = contextOf({ opinion: (value) => 100 * value });
    await prCurve.create({ samples: 1 }).tick!(critic);
    expect([...critic.recorded.curves['discriminator/train']!.scores]).toEqual([1, 0]);
    const equal = contextOf({ opinion: () => -3 });
    await prCurve.create({ samples: 1 }).tick!(equal);
    expect([...equal.recorded.curves['discriminator/train']!.scores]).toEqual([0.5, 0.5]);
  });

  test('opinions that are not finite give a warning and no curve', async () => {
    const context = contextOf({ opinion: () => NaN });
    await prCurve.create({ samples: 2 }).tick!(context);
    expect(context.recorded.curves).toEqual({});
    expect(context.recorded.warnings).toEqual(['GANX_PR_CURVE_NUMBERS']);
  });
});

describe('projector', () => {
  test('places samples by their latents, with class and picture', async () => {
    const context = contextOf({ conditional: true });
    await projector.create({ samples: 5 }).tick!(context);
    const [embedding] = context.recorded.embeddings;
    expect(embedding).toMatchObject({
      name: 'latents',
      dimensions: 2,
      labels: { from: Array(5).fill('generated'), class: ['cat', 'dog', 'cat', 'cat', 'cat'] },
      // Thumbnails of 3 x 2, three in a row.
      sprite: { width: 3, height: 2 },
    });
    const png = Buffer.from(embedding!.sprite!.png);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([9, 4]);
  });

  test('places samples by features beside as many real examples', async () => {
    const tf = await import('@tensorflow/tfjs-core');
    await import('@tensorflow/tfjs-backend-cpu');
    const context: ReturnType<typeof contextOf> = {
      ...contextOf(),
      features: async () => ({
        size: 6,
        features: (x) => tf.reshape(x, [-1, 6]),
        identity: { name: 'flat', sha256: '' },
        dispose: () => {},
      }),
    };
    await projector.create({ samples: 3, features: { type: 'flat' } }).tick!(context);
    const [embedding] = context.recorded.embeddings;
    expect(embedding).toMatchObject({ name: 'features of flat', dimensions: 6 });
    expect(embedding!.labels).toEqual({
      from: ['generated', 'generated', 'generated', 'real', 'real', 'real'],
    });
    expect(embedding!.vectors).toHaveLength(36);
  });
});
