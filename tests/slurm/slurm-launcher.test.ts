import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Launcher, TrialJob } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { describeComponentAlone } from '@ganx/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { noSlurm, startCluster } from './cluster.js';
import { startAgain, until } from './queue.js';

const definition = builtins.components.find(({ kind, type }) => kind === 'launcher' && type === 'slurm');
const makeLauncher = (options: object = {}): Launcher =>
  (definition as never as { create(options: object): Launcher }).create({
    signalSeconds: 60,
    cpus: 1,
    setup: '',
    options: [],
    pollSeconds: 0.2,
    ...options,
  });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganx-slurm-trials-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A job that runs a few lines of JavaScript. */
function jobOf(name: string, program: string): TrialJob {
  const own = join(folder, name);
  mkdirSync(own);
  return {
    name: `it's a sweep/${name}`,
    folder: own,
    command: [process.execPath, '-e', program],
    log: join(own, "what it's printing.log"),
    threads: 1,
  };
}
const printed = ({ log }: TrialJob): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
/** Says that it has begun, lives until it is told to end, and then ends as an interrupted run does. */
const patient = `
  process.on('SIGTERM', () => { console.log('saved'); process.exit(130); });
  console.log('begun', process.env.SLURM_RESTART_COUNT ?? 0);
  setInterval(() => {}, 1000);`;
/** Ends by itself when it is started for the second time. */
const interrupted = `
  if (process.env.SLURM_RESTART_COUNT) { console.log('gone on'); process.exit(0); }
  ${patient}`;

it('without Slurm the launcher says what is missing', async () => {
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await expect(makeLauncher().start(jobOf('a', ''))).rejects.toMatchObject({
      code: 'GANX_SLURM_MISSING',
      message: expect.stringContaining('sbatch is not on the PATH'),
    });
  } finally {
    process.env.PATH = path;
  }
});

const title = `trials on a real Slurm${noSlurm ? ` (skipped: ${noSlurm})` : ''}`;
describe.skipIf(noSlurm)(title, { timeout: 180_000 }, () => {
  let cluster: ReturnType<typeof startCluster>;
  beforeAll(() => {
    cluster = startCluster();
  });
  afterAll(() => cluster?.stop());

  describe('meet the contract of launchers:', () => {
    const quick = { type: 'slurm', pollSeconds: 0.2 };
    describeComponentAlone(definition!, { hints: { 'launcher slurm': { examples: [quick] } } });
  });

  it('that start together are one job array, and each tells how it ended', async () => {
    const launcher = makeLauncher();
    const jobs = ['a', 'b', 'c'].map((name, code) =>
      jobOf(name, `console.log('${name}', process.argv.length); process.exit(${code})`),
    );
    const trials = await Promise.all(jobs.map((job) => launcher.start(job)));
    const [array] = trials[0]!.id.split('_');
    expect(trials.map(({ id }) => id)).toEqual([`${array}_0`, `${array}_1`, `${array}_2`]);
    expect(await Promise.all(trials.map(({ exited }) => exited))).toEqual(
      [0, 1, 2].map((code) => ({ code, signal: null })),
    );
    expect(jobs.map(printed)).toEqual(['a 1\n', 'b 1\n', 'c 1\n']);
  });

  it('save when they are stopped politely, and end at once when they are killed', async () => {
    const launcher = makeLauncher();
    const jobs = [jobOf('polite', patient), jobOf('killed', patient)];
    const [polite, killed] = await Promise.all(jobs.map((job) => launcher.start(job)));
    await until(() => jobs.every((job) => printed(job).includes('begun')));
    polite!.stop();
    killed!.kill();
    expect(await polite!.exited).toEqual({ code: 130, signal: null });
    // As a shell tells of SIGKILL.
    expect(await killed!.exited).toEqual({ code: 128 + 9, signal: null });
    expect(jobs.map((job) => printed(job).split('\n').includes('saved'))).toEqual([true, false]);
  });

  it('that Slurm queues again go on, and have not ended in between', async () => {
    const job = jobOf('requeued', interrupted);
    const trial = await makeLauncher().start(job);
    await until(() => printed(job).includes('begun'));
    execFileSync('scontrol', ['requeue', trial.id]);
    await until(() => printed(job).includes('saved'));
    await startAgain(trial.id);
    expect(await trial.exited).toEqual({ code: 0, signal: null });
  });

  it('that come near their time limit save and are queued again', async () => {
    const job = jobOf('long', interrupted);
    const trial = await makeLauncher({ maxMinutes: 60 }).start(job);
    await until(() => printed(job).includes('begun'));
    // What `--signal=B:USR1@60` makes Slurm do, without the wait.
    execFileSync('scancel', ['--signal=USR1', '--batch', trial.id]);
    await until(() => printed(job).includes('queued again'));
    await startAgain(trial.id);
    expect(await trial.exited).toEqual({ code: 0, signal: null });
    expect(printed(job)).toContain('saved');
  });

  it('are found by a later driver, noted or not, and not once they have ended', async () => {
    const job = jobOf('left', patient);
    const { id } = await makeLauncher().start(job);
    await until(() => printed(job).includes('begun'));
    const later = makeLauncher();
    expect((await later.find(job))?.id).toBe(id);
    const found = await later.find(job, id);
    found!.stop();
    expect(await found!.exited).toEqual({ code: 130, signal: null });
    expect(await later.find(job, id)).toBeUndefined();
    expect(await later.find(job)).toBeUndefined();
  });

  it("that the cluster refuses are refused with Slurm's own words", async () => {
    await expect(makeLauncher({ partition: 'quantum' }).start(jobOf('a', ''))).rejects.toMatchObject({
      code: 'GANX_SLURM',
      message: expect.stringContaining('invalid partition'),
    });
  });
});
