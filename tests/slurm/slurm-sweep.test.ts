import { execFileSync, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointsOf, listRuns, readSessions } from '@ganx/core/run';
import { readJournal, readSweep, trialFolder } from '@ganx/core/sweep';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganx, root, settings, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { ringSpec } from '../sweeps/load.js';
import { outcomesOf } from '../sweeps/outcomes.js';
import { noSlurm, startCluster } from './cluster.js';
import { startAgain, until } from './queue.js';

/** Long enough that a trial is always met in the middle once its first checkpoint is there. */
const iterations = 3000;
const trials = 5;

const sweepFile = (launcher: string): string => `experiment: ring.yaml
method: random
run_cap: ${trials}
parallel: 3
launcher: ${launcher}
metric: { name: mode-coverage/modes, goal: maximize }
parameters:
  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }
  optimizers.discriminator.beta1: { values: [0.0, 0.5, 0.9] }
`;

const title = `a sweep on a real Slurm${noSlurm ? ` (skipped: ${noSlurm})` : ''}`;
describe.skipIf(noSlurm)(title, { timeout: 300_000 }, () => {
  let cluster: ReturnType<typeof startCluster>;
  beforeAll(() => {
    cluster = startCluster();
  });
  afterAll(() => cluster?.stop());

  it("runs as job arrays, survives a requeue in mid-trial and the death of its driver, and gives the local launcher's bytes", async () => {
    const folder = temporaryFolder();
    writeSpec(folder, ringSpec(iterations, { measured: 500, saved: 50 }), 'ring.yaml');
    writeFileSync(join(folder, 'here.yaml'), sweepFile('local'));
    writeFileSync(join(folder, 'there.yaml'), sweepFile('{ type: slurm, pollSeconds: 0.5 }'));
    const here = await ganx(['sweep', 'start', 'here.yaml', '--json'], { cwd: folder });
    expect(here.code, here.stderr).toBe(0);

    const sweep = join(folder, 'sweeps/there');
    const entries = () => readJournal(join(sweep, 'journal.jsonl')).entries;
    const driver = spawn(
      process.execPath,
      [join(root, 'packages/cli/bin/run.js'), 'sweep', 'start', 'there.yaml'],
      { cwd: folder, stdio: 'ignore', env: { ...process.env, XDG_CONFIG_HOME: settings, CI: '1' } },
    );
    const gone = new Promise((resolve) => driver.once('exit', resolve));
    const started = () =>
      existsSync(join(sweep, 'journal.jsonl'))
        ? entries().flatMap((entry) => (entry.type === 'process' ? [entry.id] : []))
        : [];
    await until(() => started().length >= 3);
    const [array] = started()[0]!.split('_');
    expect(started().slice(0, 3).sort()).toEqual([`${array}_0`, `${array}_1`, `${array}_2`]);

    const first = join(sweep, trialFolder(0));
    const saved = () =>
      listRuns(first).some((run) => checkpointsOf(run.folder).some((iteration) => iteration > 0));
    await until(saved);
    driver.kill('SIGKILL');
    await gone;
    const task = readSweep(sweep).trials[0]!.process!;
    execFileSync('scontrol', ['requeue', task]);
    await startAgain(task);

    const rest = await ganx(['sweep', 'resume', 'there', '--json'], { cwd: folder });
    expect(rest.code, rest.stderr).toBe(0);
    expect(outcomesOf(sweep)).toEqual(outcomesOf(join(folder, 'sweeps/here')));
    const ends = entries().flatMap((entry) => (entry.type === 'end' ? [entry.trial] : []));
    expect([...ends].sort()).toEqual(Array.from({ length: trials }, (_, i) => i));
    // The requeued trial went on in its folder, from a checkpoint; the driver's death started none again.
    const runs = listRuns(first);
    expect(runs).toHaveLength(1);
    const sessions = readSessions(runs[0]!.folder);
    expect(sessions).toHaveLength(2);
    expect(sessions[1]!.resumedAt).toBeGreaterThan(0);
    expect(readSweep(sweep).trials.map(({ attempts }) => attempts)).toEqual(Array(trials).fill(1));
  });
});
