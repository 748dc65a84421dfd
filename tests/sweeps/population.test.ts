import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { eagerCompute, stateShapes } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import type { Launcher } from '@ganx/core/plugin';
import type { ValidSpec } from '@ganx/core/spec';
import { createSweepFolder, type DriveOptions, readSweep, runSweep, type SweepState } from '@ganx/core/sweep';
import { Effect } from 'effect';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../cli/ganx.js';
import { type FakeProcess, fakeLauncher } from './fake-launcher.js';
import { load, problemsOf } from './load.js';

const sweepText = (
  options = '',
  more = '',
) => `method: { type: pbt, population: 4, every: 4, generations: 3${options} }
metric: { name: mode-coverage/modes, goal: maximize }
${more}parameters:
  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }
  balance.discriminatorSteps: { values: [1, 2, 5] }
  latent.size: { values: [2, 3] }
`;

async function sweepOf(text = sweepText()) {
  const sweep = await load(text);
  const folder = createSweepFolder(temporaryFolder(), sweep);
  const starts: (readonly [trial: number, parent: number | undefined, until: number | undefined])[] = [];
  const drive = (launcher: Launcher, options: Partial<DriveOptions> = {}): Promise<SweepState> =>
    Effect.runPromise(
      Effect.scoped(
        runSweep({
          sweep: { ...sweep, launcher },
          folder,
          parallel: 2,
          total: sweep.search.total,
          threads: 1,
          pollMilliseconds: 1,
          command: ({ trial, parent }) => {
            const from = parent === undefined ? undefined : Number(/trials\/(\d+)/.exec(parent)![1]);
            starts.push([trial.trial, from, trial.until]);
            return ['ganx'];
          },
          ...options,
        }),
      ),
    );
  return { drive, folder, starts };
}

/** The larger the learning rate the more modes, so that it is known who is copied by whom. */
const play =
  (odd: (process: FakeProcess) => boolean = () => false) =>
  (folder: string) =>
    fakeLauncher((process) => {
      if (odd(process)) return;
      const { values } = readSweep(folder).trials[process.trial]!;
      process.measure(4, 1e6 * Number(values['optimizers.generator.learningRate']));
      process.end();
    });
const rateOf = ({ trials }: SweepState, trial: number): number =>
  Number(trials[trial]!.values['optimizers.generator.learningRate']);

test.each([1, 2, 5])(
  'with %i at once the members, their parents and their values are the same',
  async (parallel) => {
    const trialsOf = async (at: number) => {
      const { drive, folder } = await sweepOf();
      const { trials } = await drive(play()(folder), { parallel: at });
      return trials.map(({ values, parent, until, choice }) => ({ values, parent, until, choice }));
    };
    const trials = await trialsOf(parallel);
    expect(trials).toHaveLength(12);
    expect(trials).toEqual(await trialsOf(3));
  },
);

test('after each generation the worst member copies the best and changes its values, the others go on as they are', async () => {
  const { drive, folder, starts } = await sweepOf();
  const state = await drive(play()(folder));
  expect(state.closed).toMatchObject({ complete: true, reason: 'all 12 trials are done' });
  expect(state.trials.map(({ until }) => until)).toEqual([4, 4, 4, 4, 8, 8, 8, 8, 12, 12, 12, 12]);
  for (const generation of [1, 2]) {
    const before = [0, 1, 2, 3].map((member) => 4 * (generation - 1) + member);
    const byRate = [...before].sort((a, b) => rateOf(state, b) - rateOf(state, a));
    for (const own of before) {
      const next = state.trials[own + 4]!;
      const copies = own === byRate[3];
      expect(next.parent).toBe(copies ? byRate[0] : own);
      const kept = JSON.stringify(next.values) === JSON.stringify(state.trials[own]!.values);
      expect(kept).toBe(!copies);
      // What makes the networks comes with the state.
      expect(next.values['latent.size']).toBe(state.trials[next.parent!]!.values['latent.size']);
      expect(next.choice).toContain(
        copies ? `it was place 4 of 4, that one place 1 of 4; ` : 'goes on as it is: it was place',
      );
    }
  }
  expect(starts.filter(([trial]) => trial >= 4)).toEqual(
    starts
      .filter(([trial]) => trial >= 4)
      .map(([trial]) => [trial, state.trials[trial]!.parent, state.trials[trial]!.until]),
  );
});

test('a generation begins when all of the one before have ended', async () => {
  const { drive, folder } = await sweepOf();
  const open = new Set<number>();
  await drive(play()(folder), {
    parallel: 4,
    onEntry: (entry) => {
      if (entry.type === 'start') {
        open.add(entry.trial);
        for (const other of open) expect(Math.floor(other / 4)).toBe(Math.floor(entry.trial / 4));
      }
      if (entry.type === 'end') open.delete(entry.trial);
    },
  });
});

test('members that failed, diverged or collapsed go on from one that did not', async () => {
  const { drive, folder } = await sweepOf(sweepText('', 'maxFailureRate: 1\n'));
  const state = await drive(
    play((process) => {
      if (process.trial === 0) process.end('failed', 'failed', 4);
      else if (process.trial === 1) process.end('finished', 'diverged', 5);
      else return false;
      return true;
    })(folder),
  );
  const better = rateOf(state, 2) > rateOf(state, 3) ? 2 : 3;
  expect(state.trials.slice(4, 8).map(({ parent }) => parent)).toEqual([better, better, 2, 3]);
  expect(state.trials[4]!.choice).toMatch(
    /^member 0 of generation 1 copies member \d: its own trial ended unsound/,
  );
});

test('where nobody is sound, all begin anew and train as far as the others would have', async () => {
  const { drive, folder } = await sweepOf();
  const state = await drive(
    play((process) => {
      if (process.trial >= 4) return false;
      process.end('finished', 'collapsed', 6);
      return true;
    })(folder),
  );
  expect(state.trials.slice(4, 8).map(({ parent, until }) => [parent, until])).toEqual(
    Array(4).fill([undefined, 8]),
  );
  expect(state.count('COMPLETE')).toBe(12);
});

test('a population that was stopped anywhere goes on to the same trials', async () => {
  const { drive: whole, folder: first } = await sweepOf();
  const expected = await whole(play()(first));
  const lines = readFileSync(join(first, 'journal.jsonl'), 'utf8').trimEnd().split('\n');
  for (let keep = 2; keep < lines.length; keep += 5) {
    const { drive, folder } = await sweepOf();
    writeFileSync(join(folder, 'journal.jsonl'), `${lines.slice(0, keep).join('\n')}\n`);
    mkdirSync(join(folder, 'trials'), { recursive: true });
    const state = await drive(play()(folder));
    const look = ({ trials }: SweepState) =>
      trials.map(({ values, parent, status }) => ({ values, parent, status }));
    expect(look(state), `cut after ${keep} entries`).toEqual(look(expected));
  }
});

describe('of what makes the networks', () => {
  const stateOf = async (loaded: ValidSpec) => {
    const experiment = await openExperiment(loaded);
    const shapes = stateShapes({ experiment, compute: eagerCompute('cpu') });
    return JSON.stringify([...(await Effect.runPromise(shapes))]);
  };
  const text = `method: { type: pbt, every: 4, generations: 2 }
metric: { name: mode-coverage/modes, goal: maximize }
zip: [[generator.layers.1, generator.layers.0.bias]]
parameters:
  generator.layers.0.units: { values: [4, 8] }
  generator.layers.1: { values: [relu, tanh] }
  generator.layers.0.bias: { values: [true, false] }
  discriminator.layers.0.units: { min: 8, max: 9 }
  discriminator.layers.1:
    types:
      leaky-relu: { slope: { min: 0.0, max: 0.5 } }
      dropout: { rate: { values: [0.1, 0.9] } }
  discriminator.layers.0.bias: { values: [true, false] }
  latent.type: { values: [normal, uniform] }
  data.deviation: { values: [0.01, 0.02] }
  data.batchSize: { values: [8, 16] }
`;
  const structural = async (request: Parameters<typeof load>[1]) => {
    const { space } = await load(text, request);
    return Object.fromEntries(space.axes.map((axis) => [axis.name, axis.structural]));
  };

  test('what leaves names and shapes of the state alone may change while it is trained', async () => {
    expect(await structural({ stateOf })).toEqual({
      'generator.layers.0.units': true,
      // Zipped with one that does not.
      'generator.layers.1 + generator.layers.0.bias': true,
      'discriminator.layers.0.units': true,
      'discriminator.layers.1.type': false,
      'discriminator.layers.1[leaky-relu].slope': false,
      'discriminator.layers.1[dropout].rate': false,
      'discriminator.layers.0.bias': true,
      // It would be another task, whatever the shapes.
      'latent.type': true,
      'data.deviation': true,
      'data.batchSize': false,
    });
  });

  test('nothing may where nobody can build them', async () => {
    const by = await structural({ stateOf: async () => undefined });
    expect(Object.keys(by).filter((name) => !by[name])).toEqual(['data.batchSize']);
    expect(await structural({})).toEqual(by);
  });
});

describe('a sweep is refused, with its place, where a population', () => {
  test.each([
    ['seeds: 2\n', 'With the method "pbt" trials go on from each other\'s state'],
    ['early_terminate: { type: median }\n', 'Delete "early_terminate".'],
  ])('has %j beside it', async (more, text) => {
    expect((await problemsOf(sweepText('', more))).map(({ message }) => message).join()).toContain(text);
  });

  test('has nothing that may change in mid-training, or says itself when a trial ends', async () => {
    const text = `method: { type: pbt, every: 4, generations: 2 }
metric: { name: mode-coverage/modes, goal: maximize }
parameters:
  latent.size: { values: [2, 3] }
`;
    expect((await problemsOf(text))[0]!.message).toContain('Nothing here can change while a network trains');
    const ends = `${text}  stop.max: { values: [4, 8] }\n  optimizers.generator.learningRate: { values: [0.1, 0.2] }\n`;
    expect((await problemsOf(ends))[0]!).toMatchObject({
      line: 5,
      message: '"stop.max" cannot be a parameter: the method "pbt" says when a trial ends.',
    });
  });

  test('is trained further than the experiment goes', async () => {
    const [problem, ...more] = await problemsOf(sweepText().replace('generations: 3', 'generations: 4'));
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      line: 1,
      code: 'GANX_SPEC_SEMANTIC',
      message:
        'With the method "pbt" trials are trained to iteration 16, but the experiment ends at 12: those of later generations would have nothing left to train. Make its "stop" longer, or let there be fewer or shorter generations.',
    });
  });

  test('is compared more often than the metric is measured', async () => {
    const [problem] = await problemsOf(sweepText().replace('every: 4', 'every: 1'));
    expect(problem!.message).toBe(
      '"mode-coverage/modes" is measured every 2 iterations, but the method "pbt" compares trials every 1. Measure it more often in the experiment, or let generations be longer.',
    );
  });
});
