import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { listEventFiles, readEvents, scalarOf } from 'tensorboard-writer-ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ended, ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

const spec = tinySpec(`metrics: [{ type: mode-coverage, samples: 64, every: 2 }]
logging: [{ type: tensorboard, every: 1 }]
stop: { type: iterations, max: 4 }
`);

describe('ganx replay', () => {
  const folder = temporaryFolder(afterAll);
  let trained: Ended;
  let run: string;
  beforeAll(async () => {
    trained = await ganx(['run', writeSpec(folder, spec)], { cwd: folder });
    expect(trained.code, trained.stderr).toBe(0);
    const runs = join(folder, 'runs/tiny');
    run = join(runs, readdirSync(runs)[0]!);
  }, 60_000);

  const replay = (...args: string[]) => ganx(['replay', ...args], { cwd: folder });
  /** A copy of the run, to be spoiled. */
  const copyOf = (name: string): string => {
    const copy = join(folder, name);
    cpSync(run, copy, { recursive: true });
    return copy;
  };
  const curve = (logDir: string, tag: string) =>
    listEventFiles(logDir)
      .flatMap((file) => [...readEvents(file)])
      .flatMap(({ step, values }) =>
        values.filter((value) => value.tag === tag).map((value) => [step, scalarOf(value)]),
      );

  test('says what the run said, to the letter', async () => {
    const { code, stdout, stderr } = await replay('latest');
    expect(code, stderr).toBe(0);
    // What ganx run says before it trains, of the backend, is in no log.
    const said = trained.stdout.slice(trained.stdout.indexOf('\nrun ') + 1);
    expect(said).toContain('evaluation');
    // A line about the progress comes every five seconds; on a slow machine this run may have one.
    const lasting = (text: string) => text.replace(/^iteration .*\n/gm, '');
    expect(lasting(stdout)).toBe(lasting(said));
  });

  test('shows a run that was killed as far as its log goes, and says which line was cut off', async () => {
    const killed = copyOf('killed');
    rmSync(join(killed, 'result.json'));
    const log = readFileSync(join(killed, 'log.jsonl'), 'utf8').split('\n');
    const third = log.findIndex(
      (line) => line.includes('"type":"iteration"') && line.includes('"iteration":3'),
    );
    writeFileSync(join(killed, 'log.jsonl'), `${log.slice(0, third + 1).join('\n')}\n{"time":17`);
    const { code, stdout, json } = await replay(killed, '--json');
    expect(code).toBe(0);
    expect(json).toMatchObject({ iterations: 3, badLines: 1, finished: false });
    expect(stdout.trim().split('\n')).toHaveLength(1);
    const spoken = await replay(killed);
    expect(spoken.stdout).toContain(`warning line ${third + 2} is no event: cut off by a kill, or damaged`);
    expect(spoken.stdout).toContain(
      'the log ends at iteration 3: the run was killed there, or is still running',
    );
  });

  test('--tensorboard remakes event files without what is torn, and leaves those of the run alone', async () => {
    const torn = copyOf('torn');
    const [file] = listEventFiles(torn);
    const whole = readFileSync(file!);
    truncateSync(file!, whole.length - 3);
    mkdirSync(join(torn, 'projector'));
    writeFileSync(join(torn, 'projector_config.pbtxt'), '');
    const { code, stdout, stderr } = await replay(torn, '--tensorboard', 'clean');
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/warning TBW_READ_TORN: .* at byte \d+.* What lies behind is lost\./);
    expect(stdout).toMatch(/\d+ values of 1 event files in clean, 0 void ones left out\n$/);
    const clean = join(folder, 'clean');
    expect(curve(clean, 'loss/generator')).toEqual(curve(run, 'loss/generator'));
    expect(curve(clean, 'loss/generator')).toHaveLength(4);
    expect(existsSync(join(clean, 'projector_config.pbtxt'))).toBe(true);
    expect(readFileSync(file!)).toEqual(whole.subarray(0, whole.length - 3));
  });

  test('refuses a folder that holds something, and a run without event files, before it says anything', async () => {
    const full = await replay('latest', '--tensorboard', 'runs');
    expect([full.code, full.stdout]).toEqual([4, '']);
    expect(full.stderr).toMatch(/GANX_REPLAY_TARGET.*runs is not empty/s);
    const without = copyOf('without');
    for (const file of listEventFiles(without)) rmSync(file);
    const { code, json } = await replay(without, '--tensorboard', 'none', '--json');
    expect([code, json.error.code]).toEqual([4, 'GANX_REPLAY_NO_EVENTS']);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test('shows numbers that are not finite', async () => {
    const copy = copyOf('infinite');
    const line = {
      time: Date.now() + 60_000,
      type: 'evaluation',
      counters: { iteration: 5, discriminatorSteps: 5, generatorSteps: 5, images: 80 },
      values: [{ name: 'm', value: 'Infinity', goal: 'minimize', provenance: {} }],
      seconds: 1,
    };
    appendFileSync(join(copy, 'log.jsonl'), `${JSON.stringify(line)}\n`);
    expect((await replay(copy)).stdout).toMatch(/evaluation at 5: m (∞|Infinity|inf)/);
  });
});
