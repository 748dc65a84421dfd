import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proposalRandom, readJournal, trialFolder } from '@ganx/core/sweep';
import { expect, test } from 'vitest';
import { ganx, root, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { ringSpec } from './load.js';
import { outcomesOf } from './outcomes.js';

// GANX_SWEEP_TRIALS and GANX_SWEEP_KILLS make it longer than CI has time for.
const trials = Number(process.env.GANX_SWEEP_TRIALS ?? 6);
const kills = Number(process.env.GANX_SWEEP_KILLS ?? 4);

const sweepFile = `experiment: ring.yaml
method: random
run_cap: ${trials}
parallel: 2
metric: { name: mode-coverage/modes, goal: maximize }
parameters:
  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }
  optimizers.discriminator.beta1: { values: [0.0, 0.5, 0.9] }
`;

/** Processes whose arguments name something below the folder. */
function processesOf(folder: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in the meantime.
  }
};

/** Starts a driver and kills it, its workers, or both, once the journal has grown by some entries. */
async function driveAndKill(args: readonly string[], folder: string, u: () => number): Promise<void> {
  const journal = join(folder, 'sweeps/killed/journal.jsonl');
  const size = () => (existsSync(journal) ? readJournal(journal).entries.length : 0);
  const driver = spawn(process.execPath, [join(root, 'packages/cli/bin/run.js'), 'sweep', ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...process.env, CI: '1' },
  });
  const gone = new Promise((resolve) => driver.once('exit', resolve));
  const until = size() + 3 + Math.floor(u() * 2 * trials * 0.5);
  const what = Math.floor(u() * 3);
  const delay = u() * 400;
  while (driver.exitCode === null && size() < until) await new Promise((resolve) => setTimeout(resolve, 10));
  await new Promise((resolve) => setTimeout(resolve, delay));
  const workers = processesOf(join(folder, 'sweeps'));
  if (what !== 1) kill(driver.pid!);
  if (what !== 0) for (const pid of workers) kill(pid);
  if (what === 1) kill(driver.pid!);
  await gone;
}

test.runIf(process.platform === 'linux')(
  `a sweep of ${trials} trials that is killed ${kills} times gives the same trials and the same bytes as one that is not`,
  async () => {
    const folder = temporaryFolder();
    writeSpec(folder, ringSpec(), 'ring.yaml');
    for (const name of ['whole', 'killed']) writeFileSync(join(folder, `${name}.yaml`), sweepFile);
    const whole = await ganx(['sweep', 'start', 'whole.yaml', '--json'], { cwd: folder });
    expect(whole.code, whole.stderr).toBe(0);

    const random = proposalRandom(11, 0);
    await driveAndKill(['start', 'killed.yaml'], folder, random.uniform);
    for (let i = 1; i < kills; i++) await driveAndKill(['resume', 'killed'], folder, random.uniform);
    const last = await ganx(['sweep', 'resume', 'killed', '--json'], { cwd: folder });
    expect(last.code, last.stderr).toBe(0);

    const [a, b] = ['whole', 'killed'].map((name) => outcomesOf(join(folder, 'sweeps', name)));
    expect(b).toHaveLength(trials);
    expect(b).toEqual(a);
    const { entries } = readJournal(join(folder, 'sweeps/killed/journal.jsonl'));
    const ended = entries.flatMap((entry) => (entry.type === 'end' ? [entry.trial] : []));
    expect([...ended].sort((x, y) => x - y)).toEqual(Array.from({ length: trials }, (_, i) => i));
    // Every kill met a sweep that was not done.
    expect(entries.filter(({ type }) => type === 'session').length).toBe(kills + 1);
    expect(entries.filter(({ type }) => type === 'close').length).toBe(1);
    for (let i = 0; i < trials; i++) {
      const trial = join(folder, 'sweeps/killed', trialFolder(i));
      const runs = readdirSync(join(trial, 'tiny')).filter((run) =>
        existsSync(join(trial, 'tiny', run, 'result.json')),
      );
      expect(runs, `runs of trial ${i} that came to their end`).toHaveLength(1);
      const said = readFileSync(join(trial, 'log.txt'), 'utf8').match(/^budget at iteration/gm) ?? [];
      expect(said.length, `ends of trial ${i}`).toBeLessThanOrEqual(1);
    }
  },
  600_000,
);
