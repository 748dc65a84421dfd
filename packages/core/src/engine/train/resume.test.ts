import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { defineCallback, defineDataset } from '../../plugin/index.js';
import { checkpointsOf, RunLock, type RunSession, readSessions } from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { type Ran, resume, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

/** Everything that has state at once. */
const spec = (max: number, changes: Partial<ExperimentSpec> = {}): ExperimentSpec =>
  tinySpec({
    conditioning: { type: 'labels' },
    generator: {
      layers: [
        { type: 'dense', units: 8 },
        { type: 'batch-norm' },
        { type: 'relu' },
        { type: 'dense', units: 2 },
      ],
    },
    discriminator: {
      layers: [{ type: 'dense', units: 8 }, { type: 'dropout' }, { type: 'dense', units: 1 }],
    },
    regularizers: [{ type: 'r1', every: 3 }],
    ema: { decay: 0.9, rampUp: 0.05, startIteration: 3 },
    balance: { type: 'wandering' },
    metrics: [{ type: 'spread', every: 5, samples: 20 }],
    stop: { type: 'iterations', max },
    checkpoint: { every: 7, keepLast: 10 },
    logging: [{ type: 'lines', every: 1 }],
    data: { type: 'points', size: 50, batchSize: 8, range: [-1, 1], augment: [] },
    ...changes,
  });

/** Ends a run after an iteration, as a signal does. */
function interruptAt(iteration: number) {
  const interruption = { requested: undefined as string | undefined };
  return {
    interruption,
    onEvent: (event: Ran['events'][number]) => {
      if (event.type === 'iteration' && event.counters.iteration === iteration)
        interruption.requested = 'SIGTERM';
    },
  };
}

/** The bytes that must not depend on how often a run was stopped. */
function bytesOf({ read, result }: Ran) {
  const last = `checkpoints/${String(result.counters.iteration).padStart(8, '0')}`;
  return ['metrics.jsonl', `${last}/weights.safetensors`, `${last}/optimizer.safetensors`].map((file) =>
    read(file).toString('base64'),
  );
}

const outcome = ({ result }: Ran) => {
  const { best, counters, metrics, status, verdict } = result;
  return { best, counters, metrics, status, verdict };
};

describe('a run that was resumed', () => {
  it('after an interruption ends with the bytes of one that never stopped', async () => {
    const whole = await run(spec(20));
    const cut = await run(spec(20), interruptAt(11));
    expect(cut.result).toMatchObject({ status: 'interrupted', counters: { iteration: 11 } });
    const rest = await resume(cut.result, spec(20));
    expect(rest.events[0]).toMatchObject({ type: 'run-start', resumedAt: 11 });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
    expect(outcome(rest)).toEqual(outcome(whole));
    expect(rest.result.sessions).toMatchObject([
      { resumedAt: null, ended: { verdict: { type: 'interrupted' } } },
      { resumedAt: 11, amendments: [], changes: [], ended: { verdict: { type: 'budget' } } },
    ]);
  });

  it('after a hook threw in mid-turn repeats what came after the last checkpoint', async () => {
    let armed = false;
    const registry = fixtureRegistry(
      defineCallback({
        type: 'probe',
        description: 'Fails once.',
        examples: [{ type: 'probe' }],
        create: () => ({
          on: {
            'discriminator-step': ({ counters }) => {
              if (!armed || counters.iteration !== 11) return;
              armed = false;
              throw new Error('once');
            },
          },
        }),
      }),
    );
    const probed = spec(15, { callbacks: [{ type: 'probe', every: 100 }] });
    const whole = await run(probed, { registry });
    armed = true;
    const failed = await run(probed, { registry });
    expect(failed.result).toMatchObject({ status: 'failed', counters: { iteration: 11 } });
    expect(failed.json('checkpoints/index.json')).toMatchObject({ last: '00000007' });
    expect(existsSync(join(failed.result.folder, 'checkpoints/exception/weights.safetensors'))).toBe(true);
    const rest = await resume(failed.result, probed, { registry });
    expect(rest.events[0]).toMatchObject({ resumedAt: 7 });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
  });

  it('that was killed after its last checkpoint, before its result, only ends again', async () => {
    const whole = await run(spec(13));
    const [bytes, ended] = [bytesOf(whole), outcome(whole)];
    rmSync(join(whole.result.folder, 'result.json'));
    const rest = await resume(whole.result, spec(13));
    expect(rest.events.some(({ type }) => type === 'iteration')).toBe(false);
    expect(bytesOf(rest)).toEqual(bytes);
    expect(outcome(rest)).toEqual(ended);
  });

  it('that was killed right after its result was written has ended, and so has its session', async () => {
    const { result, json } = await run(spec(6));
    const path = join(result.folder, 'sessions.json');
    const [{ ended, ...session }] = json('sessions.json') as [RunSession];
    expect(ended?.verdict).toEqual(result.verdict);
    writeFileSync(path, JSON.stringify([session]));
    expect(readSessions(result.folder)).toEqual(result.sessions);
    // Nor is that forgotten when it goes on.
    const rest = await resume(result, spec(8));
    expect(rest.result.sessions.map((one) => one.ended?.verdict.iteration)).toEqual([6, 8]);
    expect(rest.json('sessions.json')).toEqual(rest.result.sessions);
  });

  it('that was killed before its first checkpoint begins anew', async () => {
    const whole = await run(spec(6));
    const bytes = bytesOf(whole);
    const { folder } = whole.result;
    for (const name of readdirSync(join(folder, 'checkpoints')))
      rmSync(join(folder, 'checkpoints', name), { recursive: true });
    rmSync(join(folder, 'result.json'));
    const rest = await resume(whole.result, spec(6));
    expect(rest.events[0]).not.toHaveProperty('resumedAt');
    expect(bytesOf(rest)).toEqual(bytes);
  });

  it('with a longer budget has the bytes of a run that had it from the beginning', async () => {
    const whole = await run(spec(19));
    const short = await run(spec(12));
    const rest = await resume(short.result, spec(19), { specYaml: 'amended' });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
    expect(outcome(rest)).toEqual(outcome(whole));
    expect(rest.read('spec.yaml').toString()).toBe('amended');
    expect(rest.result.sessions[1]).toMatchObject({
      resumedAt: 12,
      amendments: [{ path: 'stop.max', before: 12, after: 19 }],
    });
  });

  it('from before a damaged checkpoint says so and ends alike', async () => {
    const whole = await run(spec(20));
    const cut = await run(spec(20), interruptAt(16));
    const path = (iteration: number) =>
      join(cut.result.folder, `checkpoints/000000${iteration}/weights.safetensors`);
    writeFileSync(path(16), 'x');
    const rest = await resume(cut.result, spec(20));
    expect(rest.events[1]).toMatchObject({ type: 'warning', code: 'GANX_RUN_CHECKPOINT_DAMAGED' });
    expect(rest.events[0]).toMatchObject({ resumedAt: 14 });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
    expect(checkpointsOf(cut.result.folder)).toEqual([0, 5, 7, 14, 20]);
  });

  it('goes back to an earlier checkpoint only if told so, and ends alike', async () => {
    const whole = await run(spec(20));
    const bytes = bytesOf(whole);
    rmSync(join(whole.result.folder, 'result.json'));
    await expect(resume(whole.result, spec(20), { checkpoint: 7 })).rejects.toMatchObject({
      code: 'GANX_RESUME_REWIND',
      message: `To go on from iteration 7 loses the checkpoints of 14, 20 and what was logged since. Say --rewind if that is meant, or begin a new run there: \`ganx fork ${whole.result.run}@7\`.`,
    });
    const rest = await resume(whole.result, spec(20), { checkpoint: 7, rewind: true });
    expect(bytesOf(rest)).toEqual(bytes);
  });

  it('leaves nothing behind that a killed process was writing', async () => {
    const cut = await run(spec(20), interruptAt(3));
    const { folder } = cut.result;
    for (const name of [
      'result.json.123.tmp',
      'checkpoints/.writing-00000007-123',
      'checkpoints/.removing-3-1',
    ])
      writeFileSync(join(folder, name), '');
    await resume(cut.result, spec(20));
    const left = [...readdirSync(folder), ...readdirSync(join(folder, 'checkpoints'))];
    expect(left.filter((name) => /tmp|^\.|^lock-/.test(name))).toEqual([]);
  });
});

describe('a run is not resumed', () => {
  const unchanged = async (cut: Ran, refused: () => Promise<unknown>, error: object) => {
    const state = () => {
      const { folder } = cut.result;
      return readdirSync(folder).map((name) =>
        name.includes('.') ? [name, readFileSync(join(folder, name), 'base64')] : name,
      );
    };
    const before = state();
    await expect(refused()).rejects.toMatchObject(error);
    expect(state()).toEqual(before);
  };

  it('with a spec that makes it another one', async () => {
    const cut = await run(spec(20), interruptAt(3));
    const other = spec(30, { seed: 8, balance: { type: 'constant', k: 2 } });
    await unchanged(cut, () => resume(cut.result, other), {
      code: 'GANX_RESUME_SPEC',
      message: `The run began with another spec, and would not be the same run with this one:
  seed: 7 -> 8
  balance: {"type":"wandering"} -> {"type":"constant","k":2}
A run goes on with the spec that it began with; only stop, logging, checkpoint, description, runtime.threads may change. \`ganx fork\` begins a new run from its state, with any change that keeps the networks.`,
    });
  });

  it('when it has ended and nothing says that it should not', async () => {
    const ended = await run(spec(4));
    await unchanged(ended, () => resume(ended.result, spec(4)), {
      code: 'GANX_RESUME_FINISHED',
      message: `The run has ended: 4 iterations. To train on, change the rule that ended it, as \`ganx resume ${ended.result.run} stop.max=8\`.`,
    });
  });

  it('when it has ended by a rule deep in a tree, which is told by its path', async () => {
    const stop = { any: [{ type: 'fires', at: 9 }, { all: [{ type: 'iterations', max: 4 }] }] };
    const ended = await run(spec(4, { stop }));
    await unchanged(ended, () => resume(ended.result, spec(4, { stop })), {
      message: expect.stringContaining(`\`ganx resume ${ended.result.run} stop.any.1.all.0.max=8\`.`),
    });
  });

  it('when another rule ended it than one that counts, without a limit to raise', async () => {
    const stop = { type: 'fires', at: 3, verdict: 'converged' };
    const ended = await run(spec(4, { stop }));
    await unchanged(ended, () => resume(ended.result, spec(4, { stop })), {
      message: 'The run has ended: fired at 3. To train on, change the rule that ended it.',
    });
  });

  it('when a smaller budget is asked for than it has used up', async () => {
    const ended = await run(spec(4));
    await unchanged(ended, () => resume(ended.result, spec(3)), {
      code: 'GANX_BUDGET_SPENT',
      message:
        'There is nothing left to train, because counters go on from where they were: stop allows 3 iterations, and 4 are done. Give the run room, as by `stop.max=12`.',
    });
  });

  it('from the state of a failure', async () => {
    const cut = await run(spec(20), interruptAt(3));
    await unchanged(cut, () => resume(cut.result, spec(20), { checkpoint: 'exception' }), {
      code: 'GANX_RESUME_EXCEPTION',
    });
  });

  it('while another process trains it', async () => {
    const cut = await run(spec(20), interruptAt(3));
    const lock = await RunLock.acquire(cut.result.folder);
    await unchanged(cut, () => resume(cut.result, spec(20)), { code: 'GANX_RUN_LOCKED' });
    lock.release();
  });

  it('on other data, unless that is accepted', async () => {
    const dataset = (fingerprint: string) =>
      defineDataset({
        type: 'dots',
        description: 'Dots.',
        examples: [{ type: 'dots' }],
        describe: async () => ({ shape: [2], dtype: 'float32', size: 16 }),
        load: async () => ({
          info: { shape: [2], dtype: 'float32', size: 16 },
          train: { size: 16, read: (_indices, target) => void target.fill(0.5) },
          fingerprint,
        }),
      });
    const dots = tinySpec({ data: { type: 'dots', batchSize: 8, range: [-1, 1], augment: [] } });
    const cut = await run(dots, { registry: fixtureRegistry(dataset('aaa')), ...interruptAt(3) });
    const registry = fixtureRegistry(dataset('bbb'));
    await unchanged(cut, () => resume(cut.result, dots, { registry }), {
      code: 'GANX_RESUME_CHANGED',
      message: `The run would not end with the same bits as if it had never stopped, because something that they depend on has changed:
  dataset.fingerprint: aaa -> bbb
Put it back as it was, or accept that with --allow-different-bits.`,
    });
    const rest = await resume(cut.result, dots, { registry, allowDifferentBits: true });
    expect(rest.result.sessions[1]!.changes).toEqual([
      { what: 'dataset.fingerprint', before: 'aaa', after: 'bbb', changesBits: true },
    ]);
    expect(rest.events[1]).toMatchObject({ type: 'warning', code: 'GANX_RESUME_CHANGED' });
  });

  it('before it had stored what it is', async () => {
    const cut = await run(spec(20), interruptAt(3));
    rmSync(join(cut.result.folder, 'manifest.json'));
    await expect(resume(cut.result, spec(20))).rejects.toMatchObject({ code: 'GANX_RUN_INCOMPLETE' });
  });
});

describe('a signal that asks for a checkpoint', () => {
  it('is answered after the iteration, and the run goes on', async () => {
    let asked: string | undefined;
    const { events, result } = await run(spec(6), {
      interruption: {
        requested: undefined,
        takeSaveRequest() {
          const taken = asked;
          asked = undefined;
          return taken;
        },
      },
      onEvent: (event) => {
        if (event.type === 'iteration' && event.counters.iteration === 3) asked = 'SIGUSR1';
      },
    });
    const saved = events.filter((event) => event.type === 'checkpoint');
    expect(saved.map(({ counters, reason }) => [counters.iteration, reason])).toEqual([
      [0, 'start'],
      [3, 'SIGUSR1'],
      [5, 'best'],
      [6, 'end'],
    ]);
    expect(result.status).toBe('finished');
  });
});

describe('checkpoints by the clock', () => {
  it('are written when enough minutes have gone by', async () => {
    const { events } = await run(
      tinySpec({
        checkpoint: { every: 1000, everyMinutes: 1e-9, keepLast: 3 },
        stop: { type: 'iterations', max: 3 },
      }),
    );
    const reasons = events.filter((event) => event.type === 'checkpoint').map(({ reason }) => reason);
    expect(reasons).toEqual(['start', 'every minutes', 'every minutes', 'end']);
  });

  it('take the place of none that iterations ask for, and leave the folder as it were without them', async () => {
    const kept = async (everyMinutes: number) => {
      const { events, result } = await run(
        tinySpec({
          checkpoint: { every: 4, everyMinutes, keepLast: 2 },
          stop: { type: 'iterations', max: 10 },
        }),
      );
      const made = events.filter((event) => event.type === 'checkpoint').length;
      return [made, readdirSync(join(result.folder, 'checkpoints')).sort()];
    };
    const names = ['00000008', '00000010', 'index.json'];
    expect(await kept(1e-9)).toEqual([11, names]);
    expect(await kept(0)).toEqual([4, names]);
  });
});
