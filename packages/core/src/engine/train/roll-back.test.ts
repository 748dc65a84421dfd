import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  type Counters,
  defineCallback,
  defineLoss,
  defineOptimizer,
  type RunEvent,
  type RunEventOf,
} from '../../plugin/index.js';
import { checkpointsOf, openCheckpoint, readManifest } from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { SnapshotFacts } from '../state/state.js';
import { planError, type Ran, resume, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

/** Nothing holds its scores: both networks grow faster and faster, the more so the higher the learning rate. */
const unbounded = defineLoss({
  type: 'unbounded',
  description: 'Wasserstein without a constraint.',
  examples: [{ type: 'unbounded' }],
  create: () => ({
    discriminator: (real, fake) => tf.sub(tf.mean(fake), tf.mean(real)) as tf.Scalar,
    generator: (fake) => tf.neg(tf.mean(fake)) as tf.Scalar,
    opinion: (score) => score,
    threshold: 0,
  }),
});
const registry = fixtureRegistry(unbounded);

const momentum = { type: 'momentum', learningRate: 0.2, decay: 0.5 };
const spec = (changes: Partial<ExperimentSpec> = {}): ExperimentSpec =>
  tinySpec({
    loss: { type: 'unbounded' },
    optimizers: { generator: momentum, discriminator: momentum },
    balance: { type: 'wandering' },
    metrics: [{ type: 'spread', every: 3, samples: 20 }],
    stop: { type: 'iterations', max: 40 },
    checkpoint: { every: 5, keepLast: 2 },
    rollBack: { max: 3, learningRateFactor: 0.25 },
    ...changes,
  });

const eventsOf = <T extends RunEvent['type']>({ events }: Ran, type: T) =>
  events.filter((event): event is RunEventOf<T> => event.type === type);
const jsonLines = ({ read }: Ran, file: string) =>
  read(file)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The bytes that must not depend on how often a run was stopped. */
const bytesOf = ({ read }: Ran) =>
  [
    'metrics.jsonl',
    'checkpoints/00000040/weights.safetensors',
    'checkpoints/00000040/optimizer.safetensors',
  ].map((file) => read(file).toString('base64'));

/** Ends a run as soon as this event comes the n-th time, as a signal does. */
function interruptAt(matches: (event: RunEvent) => boolean, nth = 1) {
  const interruption = { requested: undefined as string | undefined };
  let seen = 0;
  return {
    interruption,
    onEvent(event: RunEvent) {
      if (matches(event) && ++seen === nth) interruption.requested = 'SIGTERM';
    },
  };
}
const iterationIs = (iteration: number) => (event: RunEvent) =>
  event.type === 'iteration' && event.counters.iteration === iteration;

describe('a run that diverges and may roll back', () => {
  it('goes back with lower learning rates until it gets through, and tells how often', async () => {
    const ran = await run(spec(), { registry });
    const { result } = ran;
    expect(result).toMatchObject({
      exitCode: 0,
      verdict: { type: 'budget', iteration: 40, rollBacks: 2 },
      rollBacks: [
        { number: 1, max: 3, from: 12, to: 10, learningRateFactor: 0.25 },
        { number: 2, max: 3, from: 14, to: 5, learningRateFactor: 0.0625 },
      ],
    });
    for (const { reason } of result.rollBacks)
      expect(reason).toMatch(/^the \w+'s \w+ is (NaN|-?Infinity) at \w+ step \d+/);
    expect(eventsOf(ran, 'roll-back').map(({ rollBack }) => rollBack.number)).toEqual([1, 1, 2]);
    expect(result.sessions).toMatchObject([
      { rollBacks: result.rollBacks, ended: { verdict: { rollBacks: 2 } } },
    ]);
    expect(ran.json('checkpoints/00000040/state.json')).toMatchObject({ rollBacks: result.rollBacks });
  });

  it('leaves the metrics and the log of one history', async () => {
    const ran = await run(spec(), { registry });
    const lines: [Counters, Record<string, number>][] = jsonLines(ran, 'metrics.jsonl');
    const every = Array.from({ length: 40 }, (_, i) => i + 1);
    expect(lines.map(([{ iteration }]) => iteration)).toEqual(every);
    const rates = lines.map(
      ([{ generatorSteps }, own]) => own['learning-rate/generator']! * (1 + generatorSteps / 1000),
    );
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(0.2 * (i < 5 ? 1 : 0.0625), 6);
    const log: RunEvent[] = jsonLines(ran, 'log.jsonl');
    expect(log.flatMap((event) => (event.type === 'iteration' ? [event.counters.iteration] : []))).toEqual(
      every,
    );
    expect(log.flatMap((event) => (event.type === 'roll-back' ? [event.rollBack.number] : []))).toEqual([
      1, 2,
    ]);
    expect(log.filter(({ type }) => type === 'run-end')).toHaveLength(1);
  });

  it('repeats the batches and the noise of the first time', async () => {
    const all = eventsOf(await run(spec(), { registry }), 'discriminator-step');
    const first = all.findIndex(
      (event, i) => i > 0 && event.counters.iteration < all[i - 1]!.counters.iteration,
    );
    const again = all[first]!;
    const before = all.find(
      ({ counters }) => counters.discriminatorSteps === again.counters.discriminatorSteps,
    )!;
    expect(first).toBeGreaterThan(0);
    // The first step after it starts from the same weights: only its update is another.
    expect(again.stats).toEqual(before.stats);
    expect(again.learningRate).toBeCloseTo(before.learningRate / 4, 9);
  });

  it.each([
    ['before it diverges', iterationIs(8), 1],
    ['right after it went back the first time', iterationIs(11), 2],
    ['right after it went back the second time', iterationIs(6), 2],
    ['between two checkpoints after it went back', iterationIs(8), 2],
    ['long after', iterationIs(33), 1],
  ])('ends with the same bytes when it was interrupted %s', async (_when, matches, nth) => {
    const whole = await run(spec(), { registry });
    const cut = await run(spec(), { registry, ...interruptAt(matches, nth) });
    expect(cut.result.status).toBe('interrupted');
    const rest = await resume(cut.result, spec(), { registry });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
    expect(rest.result.rollBacks).toEqual(whole.result.rollBacks);
    expect(rest.result.verdict).toEqual(whole.result.verdict);
  });

  it.each([1, 2, 3, 4, 5, 6, 7])(
    'ends with the same bytes when it crashed in hook call %i after going back',
    async (calls) => {
      const crashing = fixtureRegistry(
        unbounded,
        defineCallback({
          type: 'crashing',
          description: 'Throws a while after a roll-back.',
          examples: [{ type: 'crashing' }],
          create: () => ({
            on: {
              'iteration-start'() {
                if (armed && --left === 0) throw new Error('crashed');
              },
              'roll-back'() {
                left = calls;
              },
            },
          }),
        }),
      );
      let [armed, left] = [false, 0];
      const watched = spec({ callbacks: [{ type: 'crashing', every: 1 }] });
      const whole = await run(watched, { registry: crashing });
      armed = true;
      const failed = await run(watched, { registry: crashing });
      expect(failed.result.status).toBe('failed');
      armed = false;
      expect(bytesOf(await resume(failed.result, watched, { registry: crashing }))).toEqual(bytesOf(whole));
    },
  );

  it('goes back as far however many checkpoints signals have left', async () => {
    const whole = await run(spec(), { registry });
    const interruption = { requested: undefined, takeSaveRequest: () => 'SIGUSR1' };
    const saving = await run(spec({ checkpoint: { every: 5, keepLast: 1 } }), { registry, interruption });
    expect(saving.result.rollBacks).toEqual(
      // It is found out sooner, where a checkpoint looks at the weights.
      whole.result.rollBacks.map((rollBack) => ({
        ...rollBack,
        from: expect.any(Number),
        reason: expect.any(String),
      })),
    );
    expect(bytesOf(saving)).toEqual(bytesOf(whole));
  });

  it('goes back further where the checkpoint to go back to is damaged, and says so', async () => {
    let folder = '';
    const ran = await run(spec({ checkpoint: { every: 5, keepLast: 9 } }), {
      registry,
      onEvent(event) {
        if (event.type === 'run-start') folder = event.folder;
        if (iterationIs(11)(event)) writeFileSync(join(folder, 'checkpoints/00000010/state.json'), '{}');
      },
    });
    expect(ran.result.rollBacks[0]).toMatchObject({ from: 12, to: 5 });
    expect(ran.events).toContainEqual(
      expect.objectContaining({ type: 'warning', code: 'GANX_RUN_CHECKPOINT_DAMAGED' }),
    );
    expect(ran.result.verdict.type).toBe('budget');
  });

  it('ends as diverged when it has gone back as often as it may', async () => {
    const once = spec({ rollBack: { max: 1, learningRateFactor: 0.9 } });
    const { result } = await run(once, { registry });
    expect(result).toMatchObject({
      status: 'finished',
      exitCode: 5,
      verdict: { type: 'diverged', rollBacks: 1 },
    });
    expect(checkpointsOf(result.folder).at(-1)).toBeLessThan(result.verdict.iteration);
    await expect(resume(result, once, { registry })).rejects.toMatchObject({ code: 'GANX_RESUME_DIVERGED' });
  });

  it('does not let checkpoint.every change when it goes on: it says how far a run goes back', async () => {
    const cut = await run(spec(), { registry, ...interruptAt(iterationIs(8)) });
    await expect(
      resume(cut.result, spec({ checkpoint: { every: 4, keepLast: 2 } }), { registry }),
    ).rejects.toMatchObject({
      code: 'GANX_RESUME_SPEC',
      message: expect.stringContaining('checkpoint.every, since it says how far the run goes back'),
    });
    const kept = await resume(cut.result, spec({ checkpoint: { every: 5, keepLast: 4 } }), { registry });
    expect(kept.result.status).toBe('finished');
  });

  it('is refused with an optimizer that cannot be slowed down', async () => {
    const stubborn = fixtureRegistry(
      unbounded,
      defineOptimizer({
        type: 'stubborn',
        description: 'Always of one rate.',
        examples: [{ type: 'stubborn' }],
        create: () => ({
          slots: {},
          scalars: () => ({ learningRate: 0.1 }),
          update: ({ parameter, gradient }) => ({ parameter: tf.sub(parameter, gradient), slots: {} }),
        }),
      }),
    );
    const optimizers = { generator: { type: 'stubborn' }, discriminator: momentum };
    expect(await planError(spec({ optimizers }), stubborn)).toMatchObject({
      code: 'GANX_PLUGIN_RATE_FACTOR',
      message: expect.stringContaining('scalars(1, 0.5) gives learningRate 0.1, expected half of 0.1'),
      place: { component: 'optimizer stubborn', hook: 'scalars' },
    });
  });

  it('hands no lowered learning rate to a fork, and says so', async () => {
    const { result } = await run(spec(), { registry });
    const snapshot = openCheckpoint<SnapshotFacts>(result.folder);
    const fork = { snapshot, from: readManifest(result.folder), folder: result.folder };
    const longer = spec({ stop: { type: 'iterations', max: 41 } });
    const forked = await run(longer, { registry, fork });
    expect(forked.result.rollBacks).toEqual([]);
    expect(forked.events).toContainEqual(
      expect.objectContaining({
        type: 'warning',
        code: 'GANX_FORK_STATE',
        message: expect.stringContaining('lowered them to 0.0625 times'),
      }),
    );
  });
});
