import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Launcher } from '@ganx/core/plugin';
import {
  checkUnchanged,
  createSweepFolder,
  type DriveOptions,
  rankPoints,
  readJournal,
  readSweep,
  runSweep,
  type SweepState,
  trialFolder,
  type ValidSweep,
} from '@ganx/core/sweep';
import { Effect } from 'effect';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../cli/ganx.js';
import { FakeProcess, fakeLauncher } from './fake-launcher.js';
import { load } from './load.js';

const random = (more = '') => `method: random
run_cap: 6
metric: { name: mode-coverage/modes, goal: maximize }
${more}parameters:
  latent.size: { min: 1, max: 100 }
`;

interface Driven {
  readonly sweep: ValidSweep;
  readonly folder: string;
  drive(launcher: Launcher, options?: Partial<DriveOptions>): Promise<SweepState>;
}

async function sweepOf(text: string): Promise<Driven> {
  const sweep = await load(text);
  const folder = createSweepFolder(temporaryFolder(), sweep);
  return {
    sweep,
    folder,
    drive: (launcher, options = {}) =>
      Effect.runPromise(
        Effect.scoped(
          runSweep({
            sweep: { ...sweep, launcher },
            folder,
            parallel: 2,
            total: sweep.spec.run_cap,
            threads: 1,
            pollMilliseconds: 1,
            command: ({ trial, run }) => ['ganx', run?.hasCheckpoint ? 'resume' : 'run', String(trial.trial)],
            ...options,
          }),
        ),
      ),
  };
}

const finish = (process: FakeProcess): void => {
  process.measure(4, process.trial);
  process.measure(8, process.trial / 2);
  process.end();
};
const statuses = ({ trials }: SweepState) => trials.map(({ status }) => status);

test('every trial is started once, ends, and counts with its best measurement', async () => {
  const { drive, folder } = await sweepOf(random());
  const launcher = fakeLauncher(finish);
  const state = await drive(launcher);
  expect(launcher.started.map(({ trial }) => trial).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(state.trials.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(state.closed).toEqual(expect.objectContaining({ complete: true, reason: 'all 6 trials are done' }));
  expect(rankPoints(state)[0]).toMatchObject({ point: 5, value: 5 });
  // What the journal says alone is the same.
  expect(JSON.stringify(readSweep(folder))).toBe(JSON.stringify(state));
});

test.each([1, 2, 5])('with %i at once the trials are the same', async (parallel) => {
  const { drive } = await sweepOf(random());
  const alone = await drive(fakeLauncher(finish), { parallel: 1 });
  const { drive: again } = await sweepOf(random());
  const beside = await again(fakeLauncher(finish), { parallel });
  expect(beside.trials.map(({ values }) => values)).toEqual(alone.trials.map(({ values }) => values));
});

describe('a process that dies', () => {
  test('is taken up again from its checkpoint, at most as often as retries says', async () => {
    const { drive } = await sweepOf(random('retries: 1\n'));
    const launcher = fakeLauncher((process, start) => {
      if (process.trial === 1 && start === 0) {
        process.measure(4, 7);
        process.checkpoint(4);
        process.exit(null, 'SIGKILL');
      } else if (process.trial === 3) process.exit(null, 'SIGSEGV');
      else finish(process);
    });
    const state = await drive(launcher);
    expect(statuses(state)).toEqual(['COMPLETE', 'COMPLETE', 'COMPLETE', 'FAIL', 'COMPLETE', 'COMPLETE']);
    expect(launcher.commands.filter(([, , trial]) => trial === '1').map(([, verb]) => verb)).toEqual([
      'run',
      'resume',
    ]);
    expect(state.trials[3]).toMatchObject({ attempts: 2, reason: 'its process was ended by SIGSEGV' });
    expect(state.trials[1]!.reports).toEqual([
      { iteration: 4, value: 7 },
      { iteration: 8, value: 0.5 },
    ]);
  });

  test('at the hands of its launcher is taken up again, and the reason told in the end', async () => {
    const { drive } = await sweepOf(random('retries: 1\n'));
    const launcher = fakeLauncher((process) => {
      expect(process.job.memory).toBe(1000);
      if (process.trial === 3) process.exit(null, 'SIGKILL', 'it held too much');
      else finish(process);
    });
    const { trials } = await drive(launcher, { memory: 1000 });
    expect(trials[3]).toMatchObject({
      attempts: 2,
      status: 'FAIL',
      reason: 'its process was ended: it held too much',
    });
  });

  test('or writes nothing for stallMinutes is ended, and taken up again', async () => {
    const { drive } = await sweepOf(random('stallMinutes: 0.001\n'));
    const launcher = fakeLauncher((process, start) => {
      // Silent the first time.
      if (process.trial !== 2 || start > 0) finish(process);
    });
    const state = await drive(launcher);
    expect(statuses(state)).toEqual(Array(6).fill('COMPLETE'));
    expect(launcher.started.filter(({ trial }) => trial === 2).map(({ killed }) => killed)).toEqual([
      true,
      false,
    ]);
  });

  test('only when it is killed, since it does not follow a request to stop, waits for the next driver', async () => {
    const { drive } = await sweepOf(random());
    const interruption: { requested: string | undefined } = { requested: undefined };
    const deaf = fakeLauncher((process) => {
      process.stop = () => undefined;
      interruption.requested = 'SIGINT';
    });
    const state = await drive(deaf, { interruption, graceMilliseconds: 20, parallel: 1 });
    expect(deaf.started.map(({ killed }) => killed)).toEqual([true]);
    expect(statuses(state)).toEqual(['WAITING']);
  });

  test('with exit code 2 is not tried again, and the error that it printed is the reason', async () => {
    const { drive } = await sweepOf(random());
    const launcher = fakeLauncher((process) => {
      if (process.trial !== 2) return finish(process);
      writeFileSync(
        join(process.job.folder, 'log.txt'),
        'spec.yaml:3:1 error Unknown key "lss".\n  3 | lss: hinge\n',
      );
      return process.exit(2);
    });
    const state = await drive(launcher);
    expect(state.trials[2]).toMatchObject({
      status: 'FAIL',
      attempts: 1,
      reason: 'spec.yaml:3:1 error Unknown key "lss".',
    });
  });
});

describe('trials that fail', () => {
  const failing = fakeLauncher((process) => process.end('failed', 'failed', 4));

  test('end the sweep where onTrialError says stop', async () => {
    const { drive } = await sweepOf(random('onTrialError: stop\n'));
    const state = await drive(failing, { parallel: 1 });
    expect(statuses(state)).toEqual(['FAIL']);
    expect(state.trials[0]!.reason).toBe('GANX_DATA it was failed');
    expect(state.closed).toMatchObject({
      complete: false,
      reason: 'trial 0 failed, and onTrialError is stop',
    });
  });

  test('end the sweep when they are too many, from four ended trials on', async () => {
    const { drive } = await sweepOf(random('maxFailureRate: 0.5\n'));
    const state = await drive(failing, { parallel: 1 });
    expect(statuses(state)).toEqual(['FAIL', 'FAIL', 'FAIL', 'FAIL']);
    expect(state.closed?.reason).toBe('4 of 4 trials failed, more than maxFailureRate (0.5) allows');
  });
});

test('a diverged or collapsed run is a result without a failure', async () => {
  const { drive } = await sweepOf(random());
  const state = await drive(
    fakeLauncher((process) => process.end('finished', process.trial % 2 ? 'diverged' : 'collapsed', 5)),
  );
  expect(state.count('COMPLETE')).toBe(6);
  expect(state.trials.map(({ value }) => value)).toEqual(Array(6).fill(undefined));
  expect(rankPoints(state)).toEqual([]);
});

test('a trial that is given up is asked to stop, and the journal says against whom', async () => {
  const { drive } = await sweepOf(random('early_terminate: { type: asha, minIterations: 4, eta: 2 }\n'));
  const launcher = fakeLauncher((process) => {
    process.measure(4, 10 - process.trial);
    // The last to arrive in each pair is worse than the first; the others wait to be asked.
    if (process.trial === 0) setTimeout(() => process.end(), 30);
  });
  const state = await drive(launcher, { parallel: 1 });
  expect(statuses(state)).toEqual(['COMPLETE', 'PRUNED', 'PRUNED', 'PRUNED', 'PRUNED', 'PRUNED']);
  expect(state.trials[1]).toMatchObject({ verdict: 'pruned', reason: 'the best 1 of 2 go on', value: 9 });
  expect(state.trials[3]!.decisions).toEqual([
    {
      verdict: 'stop',
      rung: 0,
      milestone: 4,
      unit: 'iterations',
      loss: -7,
      cutoff: -9,
      reason: 'the best 2 of 4 go on',
      competitors: [
        { trial: 0, loss: -10 },
        { trial: 1, loss: -9 },
        { trial: 2, loss: -8 },
      ],
    },
  ]);
});

test('a signal lets the running trials save; resuming goes on with them and up to the total', async () => {
  const { drive } = await sweepOf(random());
  const interruption: { requested: string | undefined } = { requested: undefined };
  const first = fakeLauncher((process) => {
    if (process.trial < 2) return finish(process);
    process.checkpoint(2);
    if (process.trial === 3) interruption.requested = 'SIGTERM';
    return undefined;
  });
  const stopped = await drive(first, { interruption });
  expect(statuses(stopped)).toEqual(['COMPLETE', 'COMPLETE', 'WAITING', 'WAITING']);
  expect(stopped.closed).toMatchObject({ complete: false, reason: 'SIGTERM asked the sweep to stop' });
  const second = fakeLauncher(finish);
  const state = await drive(second);
  expect(second.commands.map(([, verb, trial]) => `${verb} ${trial}`)).toEqual([
    'resume 2',
    'resume 3',
    'run 4',
    'run 5',
  ]);
  expect(state.count('COMPLETE')).toBe(6);
});

test('processes of a driver that was killed are taken over, and results that came after it are read', async () => {
  const { drive, folder } = await sweepOf(random());
  await drive(fakeLauncher(finish));
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n');
  // What a driver has written that dies while trials 0 and 1 run, in the middle of a line.
  const until = lines.findIndex((line) => /"type":"process","trial":1/.test(line));
  const dead = lines.slice(0, until + 1).filter((line) => !/"type":"(report|end)"/.test(line));
  const { drive: next, folder: other } = await sweepOf(random());
  writeFileSync(join(other, 'journal.jsonl'), `${dead.join('\n')}\n{"type":"end","tri`);
  expect(statuses(readSweep(other))).toEqual(['RUNNING', 'RUNNING']);
  finish(new FakeProcess('ended', { name: 's/0', folder: join(other, trialFolder(0)) }));
  const alive = new FakeProcess('alive', { name: 's/1', folder: join(other, trialFolder(1)) });
  setTimeout(() => finish(alive), 20);
  const launcher = fakeLauncher(finish, [alive]);
  const state = await next(launcher);
  expect(launcher.started.map(({ trial }) => trial)).toEqual([2, 3, 4, 5]);
  expect(state.trials.map(({ value }) => value)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('repeats with other seeds are one point, ranked by their median', async () => {
  const { drive } = await sweepOf(random('seeds: 3\n'));
  const state = await drive(fakeLauncher(finish));
  expect(state.trials.map(({ point, values }) => [point, values.seed])).toEqual([
    [0, 3],
    [0, 4],
    [0, 5],
    [1, 3],
    [1, 4],
    [1, 5],
  ]);
  expect(rankPoints(state).map(({ point, value }) => [point, value])).toEqual([
    [1, 4],
    [0, 1],
  ]);
  expect(state.history().map(({ loss, state: is }) => [loss, is])).toEqual([
    [-1, 'complete'],
    [-4, 'complete'],
  ]);
});

test('a point of which only some repeats were noted when the driver was killed gets the others', async () => {
  const { drive, folder } = await sweepOf(random('seeds: 3\n'));
  const whole = await drive(fakeLauncher(finish));
  const lines = readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n');
  const { drive: next, folder: other } = await sweepOf(random('seeds: 3\n'));
  const until = lines.findIndex((line) => /"type":"trial","trial":4/.test(line));
  writeFileSync(join(other, 'journal.jsonl'), `${lines.slice(0, until + 1).join('\n')}\n`);
  expect(readSweep(other).trials).toHaveLength(5);
  const { trials } = await next(fakeLauncher(finish));
  const chosen = ({ point, repeat, index, at, values }: SweepState['trials'][number]) => [
    ...[point, repeat, index],
    ...[at, values],
  ];
  expect(trials.map(chosen)).toEqual(whole.trials.map(chosen));
});

test('a grid ends by itself, without trials that a constraint refuses or that are the same', async () => {
  const { drive } = await sweepOf(`method: grid
constraints: ["latent.size != 2 or loss.type != 'hinge'"]
parameters:
  loss.type: { values: [hinge, non-saturating] }
  latent.size: { values: [1, 2] }
  ema.decay: { values: [0.9, 0.99], when: "loss.type == 'hinge'" }
`);
  const state = await drive(fakeLauncher((process) => process.end()));
  expect(state.closed).toMatchObject({ complete: true, reason: 'every combination was tried' });
  expect(state.trials.map(({ values }) => Object.values(values).join(' '))).toEqual([
    'hinge 1 0.9',
    'hinge 1 0.99',
    'non-saturating 1',
    'non-saturating 2',
  ]);
});

describe('a value that is not finite', () => {
  const values = [2, Number.NaN, Infinity, -Infinity, 3, 1];
  const measuring = (process: FakeProcess): void => {
    const value = values[process.trial]!;
    process.measure(4, 1);
    process.measure(8, Number.isFinite(value) ? value : String(value));
    process.end();
  };
  const last = random().replace('goal: maximize', 'goal: maximize, take: last');

  test("is nobody's best and hides no better trial", async () => {
    const { drive, folder } = await sweepOf(last);
    const state = await drive(fakeLauncher(measuring), { parallel: 1 });
    expect(rankPoints(state).map(({ point }) => point)).toEqual([4, 0, 5]);
    expect(state.trials.map(({ value }) => value)).toEqual(values);
    expect(readSweep(folder).trials.map(({ value }) => value)).toEqual(values);
    expect(state.history().map(({ loss }) => loss)).toEqual([-2, undefined, undefined, undefined, -3, -1]);
  });

  test('does not reach a target', async () => {
    const { drive } = await sweepOf(last.replace('take: last', 'take: last, target: 100'));
    const state = await drive(fakeLauncher(measuring), { parallel: 1 });
    expect(state.trials).toHaveLength(6);
  });

  test('counts as the worst among repeats, for the ranking as for the search', async () => {
    const { drive } = await sweepOf(last.replace('parameters', 'seeds: 3\nparameters'));
    const given = [9, Number.NaN, Number.NaN, 2, 3, Number.NaN];
    const state = await drive(
      fakeLauncher((process) => {
        process.measure(8, Number.isNaN(given[process.trial]!) ? 'NaN' : given[process.trial]!);
        process.end();
      }),
    );
    expect(rankPoints(state).map(({ point, value }) => [point, value])).toEqual([[1, 2]]);
    expect(state.history().map(({ loss }) => loss)).toEqual([undefined, -2]);
  });
});

test('reaching the target starts no more trials', async () => {
  const { drive } = await sweepOf(random().replace('maximize }', 'maximize, target: 2 }'));
  const state = await drive(fakeLauncher(finish), { parallel: 1 });
  expect(state.trials).toHaveLength(3);
  expect(state.closed).toMatchObject({ complete: true, reason: 'a trial reached the target' });
});

test('constraints that no point meets are an error and not an endless search', async () => {
  await expect(sweepOf(random('constraints: [latent.size > 1000]\n'))).rejects.toThrow(
    'GANX_SWEEP_CONSTRAINTS',
  );
  // A search may run into them later on, too.
  const { sweep, drive } = await sweepOf(random('constraints: [latent.size < 1000]\n'));
  const { search, space } = sweep;
  const stuck = { ...search, propose: () => [0.5] };
  const none = Object.create(space, {
    assign: { value: (point: number[]) => ({ ...space.assign(point), refusedBy: space.constraints[0] }) },
  });
  const changed = { ...sweep, search: stuck, space: none, launcher: fakeLauncher(finish) };
  await expect(drive(fakeLauncher(finish), { sweep: changed })).rejects.toMatchObject({
    code: 'GANX_SWEEP_CONSTRAINTS',
  });
});

describe('a search that learns', () => {
  const text = random().replace('method: random', 'method: { type: tpe, startupTrials: 2 }');

  test('proposes the same again from the journal as it stood', async () => {
    const { drive, folder, sweep } = await sweepOf(text);
    await drive(fakeLauncher(finish), { parallel: 1 });
    const { propose, SweepState } = await import('@ganx/core/sweep');
    const { entries } = readJournal(join(folder, 'journal.jsonl'));
    for (const entry of entries) {
      if (entry.type !== 'trial') continue;
      const before = SweepState.of(entries.slice(0, entry.after));
      const again = propose({
        search: sweep.search,
        space: sweep.space,
        seed: sweep.spec.seed,
        from: entry.index,
        history: before.history(),
        seen: undefined,
      });
      expect(again).toMatchObject({ index: entry.index, values: entry.values });
    }
  });
});

describe('the journal', () => {
  test('loses a torn last line and nothing else', async () => {
    const { drive, folder } = await sweepOf(random());
    await drive(fakeLauncher(finish));
    const path = join(folder, 'journal.jsonl');
    const whole = readJournal(path).entries;
    appendFileSync(path, '{"time":1,"type":"end","tr\u0000\u0000');
    expect(readJournal(path).entries).toEqual(whole);
    await drive(fakeLauncher(finish));
    expect(readJournal(path).entries.slice(0, whole.length)).toEqual(whole);
  });

  test('with a damaged line in the middle is refused with its number', async () => {
    const { drive, folder } = await sweepOf(random());
    await drive(fakeLauncher(finish));
    const path = join(folder, 'journal.jsonl');
    const lines = readFileSync(path, 'utf8').split('\n');
    lines[3] = lines[3]!.slice(5);
    writeFileSync(path, lines.join('\n'));
    await expect(drive(fakeLauncher(finish))).rejects.toMatchObject({
      code: 'GANX_SWEEP_JOURNAL',
      message: expect.stringContaining('line 4'),
    });
  });
});

test('two drivers do not drive one sweep', async () => {
  const { drive } = await sweepOf(random());
  let go = false;
  const launcher = fakeLauncher((process) => {
    if (go) finish(process);
  });
  const first = drive(launcher);
  await expect.poll(() => launcher.started.length).toBe(2);
  await expect(drive(fakeLauncher(finish))).rejects.toMatchObject({ code: 'GANX_RUN_LOCKED' });
  go = true;
  for (const process of launcher.started.slice(0, 2)) finish(process);
  expect((await first).count('COMPLETE')).toBe(6);
});

test('a sweep whose experiment has changed is not gone on with, and what changed is named', async () => {
  const { sweep, folder } = await sweepOf(random());
  const spec = { ...sweep.experiment.spec, loss: { type: 'hinge' } };
  const changed = {
    ...sweep,
    experiment: { ...sweep.experiment, spec, stored: { ...sweep.experiment.stored, spec } },
    hashes: { ...sweep.hashes, experiment: 'other' },
  };
  expect(() => checkUnchanged(folder, readSweep(folder), sweep)).not.toThrow();
  expect(() => checkUnchanged(folder, readSweep(folder), changed)).toThrow(
    'loss.type was "non-saturating", is "hinge"',
  );
});

test('a folder of a sweep is never used again', async () => {
  const { sweep, folder } = await sweepOf(random());
  mkdirSync(join(folder, 'trials'), { recursive: true });
  expect(createSweepFolder(join(folder, '..'), sweep)).toBe(`${folder}-2`);
});
