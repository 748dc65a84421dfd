import type { Json, Logger } from '@ganx/core/plugin';
import sharp from 'sharp';
import { listEventFiles, readEvents, scalarOf } from 'tensorboard-writer-ts';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { tensorboard } from './tensorboard.js';

const spec = { name: 'ring', data: { type: 'gaussian-ring', note: 'a ``` fence' } };
const open = (folder: string, resumed?: Json): Logger =>
  tensorboard.open(
    { flushSeconds: 5 },
    { folder, run: 'run', spec, ...(resumed === undefined ? {} : { resumed }) },
  );
const counters = (iteration: number) => ({
  iteration,
  discriminatorSteps: 5 * iteration,
  generatorSteps: iteration,
  images: 320 * iteration,
});

function read(folder: string) {
  const values = listEventFiles(folder).flatMap((file) =>
    [...readEvents(file)].flatMap(({ step, values }) => values.map((value) => ({ step, ...value }))),
  );
  return {
    scalars: (tag: string) =>
      values.filter((value) => value.tag === tag).map((value) => [value.step, scalarOf(value)]),
    strings: (tag: string) =>
      values
        .filter((value) => value.tag === tag)
        .map(({ tensor }) =>
          tensor?.dtype === 'string' ? tensor.data.map((bytes) => Buffer.from(bytes)) : [],
        ),
    values: (tag: string) => values.filter((value) => value.tag === tag),
    tags: [...new Set(values.map(({ tag }) => tag))].sort(),
  };
}

describe('tensorboard', () => {
  test('writes scalars and the steps per iteration at the iteration', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.event!({ type: 'iteration-start', counters: counters(0) });
    logger.scalars(counters(10), { 'loss/generator': 0.5, 'opinion/real': NaN });
    logger.scalars(counters(10), { 'from/callback': 1 });
    logger.scalars(counters(20), { 'loss/generator': 0.75, 'balance/generator-steps': 9 });
    logger.close();
    const { scalars } = read(folder);
    expect(scalars('loss/generator')).toEqual([
      [10, 0.5],
      [20, 0.75],
    ]);
    expect(scalars('opinion/real')).toEqual([[10, NaN]]);
    expect(scalars('from/callback')).toEqual([[10, 1]]);
    expect(scalars('balance/discriminator-steps')).toEqual([
      [10, 5],
      [20, 5],
    ]);
    expect(scalars('balance/generator-steps')).toEqual([
      [10, 1],
      [20, 9],
    ]);
  });

  test('steps per iteration of a fork are its own, not those of its parent, also when it is resumed', () => {
    const folder = scratchFolder();
    const parent = counters(800);
    const after = (iterations: number) => ({
      iteration: 800 + iterations,
      discriminatorSteps: parent.discriminatorSteps + iterations,
      generatorSteps: parent.generatorSteps + 3 * iterations,
      images: parent.images,
    });
    const first = open(folder);
    const saved = first.save!();
    first.close();
    const logger = open(folder, saved);
    for (let i = 0; i < 10; i++) logger.event!({ type: 'iteration-start', counters: after(i) });
    logger.scalars(after(10), { 'loss/generator': 0.5 });
    logger.close();
    const { scalars, strings } = read(folder);
    expect(scalars('balance/discriminator-steps')).toEqual([[810, 1]]);
    expect(scalars('balance/generator-steps')).toEqual([[810, 3]]);
    expect(strings('balance').map(String)).toEqual([
      '**1 : 3** steps of the discriminator and of the generator per iteration',
    ]);
  });

  test('tells each roll-back at the iteration that the run went back to', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const rollBack = {
      number: 1,
      max: 3,
      from: 612,
      to: 500,
      reason: 'a loss is NaN',
      learningRateFactor: 0.5,
    };
    logger.event!({ type: 'roll-back', counters: counters(500), rollBack });
    logger.close();
    const [told] = read(folder).values('roll-backs');
    expect(told!.step).toBe(500);
    expect(read(folder).strings('roll-backs').map(String)).toEqual([
      '**1 of at most 3**: from iteration 612 back to 500, learning rates times 0.500 from here on, because a loss is NaN',
    ]);
  });

  test('writes metrics under their names, the best so far, and the verdict', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.event!({
      type: 'evaluation',
      counters: counters(3),
      values: [{ name: 'mode-coverage/modes', value: 8, goal: 'maximize', provenance: {} }],
      seconds: 1,
    });
    logger.event!({
      type: 'verdict',
      verdict: { type: 'budget', reason: '3 iterations are done', iteration: 3 },
    });
    logger.close();
    const { scalars, strings } = read(folder);
    expect(scalars('mode-coverage/modes')).toEqual([[3, 8]]);
    expect(scalars('best/mode-coverage/modes')).toEqual([[3, 8]]);
    expect(strings('verdict').map(([text]) => text!.toString())).toEqual([
      '**budget** at iteration 3: 3 iterations are done',
    ]);
  });

  test('writes the best value of each metric so far, by its goal, and goes on from it when resumed', () => {
    const folder = scratchFolder();
    const measure = (logger: Logger, iteration: number, low: number, high: number): void =>
      logger.event!({
        type: 'evaluation',
        counters: counters(iteration),
        values: [
          { name: 'low', value: low, goal: 'minimize', provenance: {} },
          { name: 'high', value: high, goal: 'maximize', provenance: {} },
        ],
        seconds: 1,
      });
    const first = open(folder);
    measure(first, 1, NaN, 1);
    measure(first, 2, 5, 3);
    const state = JSON.parse(JSON.stringify(first.save!())) as Json;
    first.close();
    const second = open(folder, state);
    measure(second, 3, 7, 2);
    measure(second, 4, 4, Infinity);
    second.close();
    const { scalars } = read(folder);
    expect(scalars('best/low')).toEqual([
      [2, 5],
      [3, 5],
      [4, 4],
    ]);
    expect(scalars('best/high')).toEqual([
      [1, 1],
      [2, 3],
      [3, 3],
      [4, 3],
    ]);
  });

  test('describes curves at their tags: how to read them, and what a metric was measured with', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.scalars(counters(1), {
      'loss/generator': 1,
      'gradient-norm/generator/00-dense/kernel': 1,
      'my/own': 1,
    });
    logger.event!({
      type: 'evaluation',
      counters: counters(1),
      values: [{ name: 'm', value: 1, goal: 'minimize', provenance: { weights: 'ema', samples: 10 } }],
      seconds: 1,
    });
    logger.close();
    const description = (tag: string) => read(folder).values(tag)[0]!.metadata!.description;
    expect(description('loss/generator')).toMatch(/^What the generator minimizes/);
    expect(description('gradient-norm/generator/00-dense/kernel')).toMatch(/gradient/);
    expect(description('my/own')).toBe('');
    expect(description('m')).toBe('Lower is better. Measured with\n\n- weights: `ema`\n- samples: `10`');
    expect(description('best/m')).toMatch(/^The best so far\. Lower is better\./);
  });

  test('shows the spec as a block of YAML that its own backticks do not end', () => {
    const folder = scratchFolder();
    open(folder).close();
    const [[text]] = read(folder).strings('spec') as [[Buffer]];
    expect(text.toString()).toBe(
      '````yaml\nname: ring\ndata:\n  type: gaussian-ring\n  note: a ``` fence\n````\n',
    );
  });

  test('writes images with their size, and text', async () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const png = await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    logger.images!(counters(7), 'samples', { png, width: 3, height: 2 });
    logger.text!(counters(7), 'note', 'hello');
    logger.close();
    const { strings } = read(folder);
    expect(strings('samples')).toEqual([[Buffer.from('3'), Buffer.from('2'), png]]);
    expect(strings('note')).toEqual([[Buffer.from('hello')]]);
  });

  test('writes both networks as one graph, which the Graphs page opens with, and as one of layers each', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const model = (name: string) => ({
      config: { name, layers: [{ class_name: 'Dense', config: { name: 'a' } }] },
    });
    logger.graph!(counters(0), { generator: model('generator'), discriminator: model('discriminator') });
    logger.close();
    expect(read(folder).values('graph/generator')).toHaveLength(1);
    expect(read(folder).values('graph/discriminator')).toHaveLength(1);
    const [graph, ...more] = listEventFiles(folder).flatMap((file) =>
      [...readEvents(file)].flatMap(({ graphDef }) => (graphDef ? [Buffer.from(graphDef)] : [])),
    );
    expect(more).toEqual([]);
    for (const node of ['generator/a', 'discriminator/a']) expect(graph!.includes(node)).toBe(true);
  });

  test('describes how to read a picture, at the tag', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const png = Buffer.from('89504e470d0a1a0a0000000d4948445200000002000000030800000000', 'hex');
    logger.images!(counters(7), 'advice', { png, width: 2, height: 3, description: 'Red is more.' });
    logger.close();
    expect(read(folder).values('advice')[0]!.metadata!.description).toBe('Red is more.');
  });

  test('writes histograms of what is finite', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.histogram!(counters(7), 'weights', Float32Array.of(1, 2, NaN));
    logger.close();
    const { tensor } = read(folder).values('weights')[0]!;
    const buckets = tensor as { readonly shape: readonly number[]; readonly data: Float64Array };
    expect(buckets.shape).toEqual([30, 3]);
    expect(buckets.data.filter((_, i) => i % 3 === 2).reduce((a, b) => a + b)).toBe(2);
  });

  test('a resumed run shows the points of a run that was never stopped', () => {
    const folder = scratchFolder();
    const first = open(folder);
    first.event!({ type: 'iteration-start', counters: counters(0) });
    first.scalars(counters(10), { 'loss/generator': 1 });
    first.flush();
    const state = JSON.parse(JSON.stringify(first.save!())) as Json;
    first.scalars(counters(20), { 'loss/generator': 99, 'only/lost': 1 });
    first.close();
    const second = open(folder, state);
    second.scalars(counters(20), { 'loss/generator': 2 });
    second.close();
    const { scalars, tags, strings } = read(folder);
    expect(scalars('loss/generator')).toEqual([
      [10, 1],
      [20, 2],
    ]);
    expect(scalars('balance/discriminator-steps')).toEqual([
      [10, 5],
      [20, 5],
    ]);
    expect(tags).not.toContain('only/lost');
    expect(strings('spec')).toHaveLength(1);
  });

  test('tells the balance in words when it changes, and goes on from there when resumed', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const decide = (reason: string) =>
      logger.event!({ type: 'balance', counters: counters(0), policy: 'p', phase: 'generator', reason });
    decide('turn over');
    logger.scalars(counters(10), {});
    logger.scalars(counters(20), {});
    decide('ahead');
    const state = JSON.parse(JSON.stringify(logger.save!())) as Json;
    logger.scalars({ ...counters(30), generatorSteps: 40 }, {});
    logger.close();
    const resumed = open(folder, state);
    resumed.scalars(counters(30), {});
    resumed.close();
    expect(
      read(folder)
        .strings('balance')
        .map(([text]) => text!.toString()),
    ).toEqual([
      '**5 : 1** steps of the discriminator and of the generator per iteration\n\nThe latest decision: generator, turn over',
    ]);
  });

  test.each([
    ['budget', 1],
    ['collapsed', 1],
    ['interrupted', 0],
  ] as const)('a run that ends as %s has %i session ends', (type, ends) => {
    const folder = scratchFolder();
    const logger = open(folder);
    const verdict = { type, reason: 'so', iteration: 3 };
    logger.event!({ type: 'run-end', counters: counters(3), verdict, seconds: 1 });
    logger.close();
    expect(read(folder).values('_hparams_/session_start_info')).toHaveLength(1);
    expect(read(folder).values('_hparams_/session_end_info')).toHaveLength(ends);
  });
});
