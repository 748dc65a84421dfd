import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Registry } from '@ganx/core/plugin';
import { adviceCodes, knownAdviceCodes } from '@ganx/core/spec';
import { builtins } from '@ganx/plugins';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from './check.js';

/** A spec of points, or with `images` of some of MNIST's, that draws no advice. */
function spec(changes: Readonly<Record<string, string>> = {}): string {
  const parts: Record<string, string> = {
    runtime: '{ backend: cpu }',
    data: '{ type: gaussian-ring, batchSize: 8, samples: 2000, heldOutSamples: 100 }',
    latent: '{ size: 2 }',
    generator: '{ layers: [{ type: dense, units: 4 }, relu, { type: dense, units: 2 }] }',
    discriminator: '{ layers: [{ type: dense, units: 4 }, relu, { type: dense, units: 1 }] }',
    stop: '{ any: [{ type: iterations, max: 4 }, non-finite] }',
    ...changes,
  };
  return Object.entries(parts)
    .map(([key, value]) => `${key}: ${value}\n`)
    .join('');
}

const endingIn = (last: string) =>
  `{ layers: [{ type: dense, units: 4 }, relu, { type: dense, units: 1 }, ${last}] }`;

function write(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-advice-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, text);
  return file;
}

const images = { data: '{ type: mnist, batchSize: 2 }', generator: '{ type: dcgan, baseFilters: 1 }' };
const normed =
  '{ layers: [{ type: conv, filters: 2, kernel: 3, stride: 4 }, batch-norm, flatten, { type: dense, units: 1 }] }';

/** Specs that are known to go badly, and the places and codes of their advice. */
const cases: readonly [string, Readonly<Record<string, string>>, readonly string[]][] = [
  ...['sigmoid', 'tanh', 'relu', 'softplus', 'elu', 'selu', 'swish', '{ type: leaky-relu, slope: 0 }'].map(
    (last): (typeof cases)[number] => [
      `logits behind ${last}`,
      { discriminator: endingIn(last) },
      ['discriminator.layers.3 GANX_ADVICE_SCORE_RANGE'],
    ],
  ),
  [
    'logits behind softmax of one unit',
    { discriminator: endingIn('softmax') },
    ['discriminator.layers.3.type GANX_ADVICE_CONSTANT_LAYER'],
  ],
  [
    'a layer norm of one score',
    { discriminator: endingIn('layer-norm') },
    ['discriminator.layers.3.type GANX_ADVICE_CONSTANT_LAYER'],
  ],
  [
    'a batch norm of scores',
    { discriminator: endingIn('batch-norm') },
    ['discriminator.layers.3.type GANX_ADVICE_NORMALIZED_SCORES'],
  ],
  [
    'a sigmoid before what only arranges',
    { discriminator: endingIn('sigmoid, { type: reshape, shape: [1] }') },
    ['discriminator.layers.3 GANX_ADVICE_SCORE_RANGE'],
  ],
  [
    'a margin behind tanh',
    { loss: 'hinge', discriminator: endingIn('tanh') },
    ['discriminator.layers.3 GANX_ADVICE_SCORE_RANGE'],
  ],
  [
    'targets of -1 and 1 behind a sigmoid',
    { loss: '{ type: least-squares, real: 1, fake: -1, aim: 0 }', discriminator: endingIn('sigmoid') },
    ['discriminator.layers.3 GANX_ADVICE_SCORE_RANGE'],
  ],
  ['targets of 0 and 1 behind a sigmoid', { loss: 'least-squares', discriminator: endingIn('sigmoid') }, []],
  ['a critic without a bound', { loss: 'wasserstein' }, ['loss.type GANX_ADVICE_UNBOUNDED_CRITIC']],
  [
    'a bound of weight 0',
    { loss: 'wasserstein', regularizers: '[{ type: gradient-penalty, weight: 0 }]' },
    ['loss.type GANX_ADVICE_UNBOUNDED_CRITIC'],
  ],
  [
    'a critic with spectral norm',
    { loss: 'wasserstein', discriminator: '{ type: mlp, hidden: [8], weights: [spectral-norm] }' },
    [],
  ],
  [
    'a critic with spectral norm in one layer only',
    {
      loss: 'wasserstein',
      discriminator:
        '{ layers: [{ type: dense, units: 8, weights: [spectral-norm] }, { type: dense, units: 1 }] }',
    },
    ['loss.type GANX_ADVICE_UNBOUNDED_CRITIC'],
  ],
  [
    'a critic with spectral norm in all layers but one',
    {
      loss: 'wasserstein',
      discriminator:
        '{ weights: [spectral-norm], layers: [{ type: dense, units: 8, weights: [] }, { type: dense, units: 1 }] }',
    },
    ['loss.type GANX_ADVICE_UNBOUNDED_CRITIC'],
  ],
  ['a clipped critic', { loss: 'wasserstein', regularizers: '[weight-clipping]' }, []],
  [
    'accuracy of a critic, in balance and rules',
    {
      loss: 'wasserstein',
      regularizers: '[gradient-penalty]',
      balance: 'threshold',
      stop: '{ any: [{ type: iterations, max: 4 }, overpowered] }',
    },
    [
      'stop GANX_ADVICE_NO_NON_FINITE',
      'stop.any.1.type GANX_ADVICE_ACCURACY',
      'balance.type GANX_ADVICE_ACCURACY',
    ],
  ],
  [
    'accuracy of a critic as the only rule',
    { loss: 'wasserstein', regularizers: '[gradient-penalty]', stop: 'overpowered' },
    ['stop.type GANX_ADVICE_ACCURACY'],
  ],
  [
    'accuracy of a critic in all:',
    {
      loss: 'wasserstein',
      regularizers: '[gradient-penalty]',
      stop: '{ any: [{ all: [overpowered, { type: iterations, max: 4 }] }, non-finite] }',
    },
    ['stop.any.0.all.0.type GANX_ADVICE_ACCURACY'],
  ],
  ['a budget alone', { stop: '{ type: iterations, max: 4 }' }, ['stop GANX_ADVICE_NO_NON_FINITE']],
  [
    'a rule for divergence that waits for the budget',
    { stop: '{ all: [{ type: iterations, max: 4 }, non-finite] }' },
    ['stop GANX_ADVICE_NO_NON_FINITE'],
  ],
  [
    'a rule for divergence in a list of all that waits for nothing',
    { stop: '{ any: [{ type: iterations, max: 4 }, { all: [non-finite] }] }' },
    [],
  ],
  ['a budget that may go back', { stop: '{ type: iterations, max: 4 }', rollBack: '{ max: 1 }' }, []],
  [
    'a lazy penalty on points',
    { regularizers: '[{ type: r1, every: 16 }]' },
    ['regularizers.0.every GANX_ADVICE_LAZY_PENALTY'],
  ],
  [
    'batch norm under a penalty, in a list',
    { ...images, discriminator: normed, loss: 'wasserstein', regularizers: '[gradient-penalty]' },
    ['discriminator.layers.1 GANX_ADVICE_MIXED_PENALTY'],
  ],
  [
    'batch norm under a penalty, inside a residual block',
    {
      discriminator:
        '{ layers: [{ type: residual, layers: [{ type: dense, units: 4 }, batch-norm] }, { type: dense, units: 1 }] }',
      regularizers: '[r1]',
    },
    ['discriminator.layers.0.layers.1 GANX_ADVICE_MIXED_PENALTY'],
  ],
  [
    'batch norm under a penalty, in a preset',
    { discriminator: '{ type: mlp, hidden: [4], batchNorm: true }', regularizers: '[r1]' },
    ['discriminator GANX_ADVICE_MIXED_PENALTY'],
  ],
  [
    'minibatch-std under a penalty, as in Karras et al. 2018',
    {
      discriminator: '{ layers: [{ type: dense, units: 4 }, minibatch-std, { type: dense, units: 1 }] }',
      regularizers: '[r1]',
    },
    [],
  ],
  [
    'an unbounded critic with batch norm, which a penalty would not suit',
    { discriminator: '{ type: mlp, hidden: [4], batchNorm: true }', loss: 'wasserstein' },
    ['loss.type GANX_ADVICE_UNBOUNDED_CRITIC'],
  ],
  [
    'a discriminator of 17,025 numbers for 17 points',
    {
      data: '{ type: gaussian-ring, batchSize: 8, samples: 17, heldOutSamples: 10 }',
      discriminator: '{ type: mlp, hidden: [128, 128] }',
    },
    ['discriminator GANX_ADVICE_LARGE_DISCRIMINATOR'],
  ],
];

describe('advice', () => {
  test.each(cases)('%s', async (_name, changes, expected) => {
    const file = write(spec(changes));
    const { advice, problems } = await check({ file });
    expect(problems).toEqual([]);
    expect(advice.map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
    for (const { code, path, override } of advice) {
      if (override === null) continue;
      const mended = await check({ file, overrides: [override] });
      expect(mended.problems, override).toEqual([]);
      expect(mended.advice.map((one) => `${one.path} ${one.code}`)).not.toContain(`${path} ${code}`);
    }
    const overrides = advice.flatMap(({ override }) => override ?? []);
    for (const all of overrides.length > 1 ? [overrides, overrides.toReversed()] : []) {
      const mended = await check({ file, overrides: all });
      expect(mended.problems, all.join(' ')).toEqual([]);
      expect(
        mended.advice.filter(({ override }) => override !== null),
        all.join(' '),
      ).toEqual([]);
    }
  });

  test('an augmentation mends a discriminator that is too large for its pictures', async () => {
    const file = write(
      spec({
        data: '{ type: idx, images: images, batchSize: 2 }',
        generator: '{ type: mlp, hidden: [4] }',
        discriminator: '{ type: mlp, hidden: [128] }',
      }),
    );
    // Eight images of 8x8, all black.
    const header = Buffer.from([0, 0, 8, 3, 0, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8]);
    writeFileSync(join(dirname(file), 'images'), Buffer.concat([header, Buffer.alloc(8 * 8 * 8)]));
    const [first] = (await check({ file })).advice;
    expect(first).toMatchObject({
      code: 'GANX_ADVICE_LARGE_DISCRIMINATOR',
      override: 'data.augment=[shift]',
    });
    expect((await check({ file, overrides: [first!.override!] })).advice).toEqual([]);
  });

  test('a code that the spec ignores is silent, and one that does not exist is a mistake', async () => {
    const changes = { loss: 'wasserstein', advice: '{ ignore: [GANX_ADVICE_UNBOUNDED_CRITIC] }' };
    expect(await check({ file: write(spec(changes)) })).toMatchObject({ problems: [], advice: [] });
    const wrong = { advice: '{ ignore: [GANX_ADVICE_UNBOUNDED_CRITTER] }' };
    const { problems } = await check({ file: write(spec(wrong)) });
    expect(problems).toMatchObject([
      { code: 'GANX_SPEC_VALUE', path: 'advice.ignore.0', suggestions: ['GANX_ADVICE_UNBOUNDED_CRITIC'] },
    ]);
  });

  test('the guide lists every code that built-in components have, with its sentence', () => {
    const guide = readFileSync(new URL('../../../../docs/guides/advice.md', import.meta.url), 'utf8');
    for (const [code, sentence] of knownAdviceCodes(Registry.of(builtins)))
      expect(guide).toContain(`| \`${code}\` | ${sentence} |`);
  });

  test('every code of the framework has a case here', () => {
    const tried = cases.flatMap(([, , expected]) => expected.map((one) => one.split(' ')[1]));
    for (const code of Object.keys(adviceCodes)) expect(tried).toContain(code);
  });
});

describe('a batch of one', () => {
  const one = { data: '{ type: gaussian-ring, batchSize: 1 }' };
  test.each([
    [
      'a layer',
      { generator: '{ layers: [{ type: dense, units: 4 }, batch-norm, { type: dense, units: 2 }] }' },
    ],
    ['a nested layer', { generator: '{ layers: [{ type: residual, layers: [batch-norm] }] }' }],
    ['a preset', { discriminator: '{ type: mlp, hidden: [4], batchNorm: true }' }],
    ['minibatch-std', { discriminator: '{ layers: [minibatch-std, { type: dense, units: 1 }] }' }],
  ])('is refused where %s mixes samples', async (_name, changes) => {
    const { problems, exitCode } = await check({ file: write(spec({ ...one, ...changes })) });
    expect(problems.map(({ path }) => path)).toEqual(['data.batchSize']);
    expect(problems[0]!.message).toContain('data.batchSize is 1');
    expect(exitCode).toBe(2);
  });

  test('is accepted where no layer mixes samples', async () => {
    expect((await check({ file: write(spec(one)) })).problems).toEqual([]);
  });
});
