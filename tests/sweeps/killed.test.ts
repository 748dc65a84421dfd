import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { proposalRandom, readJournal, trialFolder } from '@ganx/core/sweep';
import { expect, onTestFinished, test } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { describeSweep, driveAndKill, type Kill, sessionsOf } from './kill.js';
import { ringSpec } from './load.js';
import { outcomesOf } from './outcomes.js';

/** Of the moments. */
const seed = Number(process.env.GANX_KILL_SEED ?? 11);

interface Killed {
  readonly title: string;
  readonly method: string;
  readonly trials: number;
  readonly kills: number;
  /** Of the experiment: at the least what the method trains to. */
  readonly iterations: number;
}

const sweepFile = ({ method }: Killed): string => `experiment: ring.yaml
${method}
parallel: 2
metric: { name: mode-coverage/modes, goal: maximize }
parameters:
  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }
  optimizers.discriminator.beta1: { values: [0.0, 0.5, 0.9] }
`;

const whats: readonly Kill['what'][] = ['driver', 'workers, then driver', 'driver, then workers'];

test.runIf(process.platform === 'linux').for<Killed>([
  {
    title: 'a sweep of 24 trials',
    method: 'method: random\nrun_cap: 24',
    trials: 24,
    kills: 10,
    iterations: 600,
  },
  {
    title: 'a population of 4 in 3 generations',
    method: 'method: { type: pbt, population: 4, every: 300, generations: 3 }',
    trials: 12,
    kills: 4,
    iterations: 900,
  },
])(
  '$title that is killed $kills times gives the same trials and the same bytes as one that is not',
  { timeout: 900_000 },
  async (killed) => {
    const { trials, kills, iterations } = killed;
    const folder = temporaryFolder();
    writeSpec(folder, ringSpec(iterations, { measured: 150, saved: 50 }), 'ring.yaml');
    for (const name of ['whole', 'killed']) writeFileSync(join(folder, `${name}.yaml`), sweepFile(killed));
    const whole = await ganx(['sweep', 'start', 'whole.yaml', '--json'], { cwd: folder });
    expect(whole.code, whole.stderr).toBe(0);

    const met: string[] = [];
    // While the folder is there: what is registered last comes first.
    onTestFinished(({ task }) => {
      if (task.result?.state !== 'fail') return;
      const printed = readFileSync(join(folder, 'killed.txt'), 'utf8');
      const told = [...met, printed, describeSweep(join(folder, 'sweeps/killed'))];
      process.stderr.write(`${told.join('\n')}\n`);
    });
    const { uniform } = proposalRandom(seed, 0);
    for (let i = 0; i < kills; i++) {
      const inMidTrial = i % 2 === 0;
      const moment: Kill = {
        folder,
        name: 'killed',
        // Seven or more entries for each trial, and half as many for the kills as there are in all.
        entries: 3 + Math.floor((uniform() * 7 * trials) / (2 * kills)),
        // As many trials may end before one of them is met in its middle as run at once.
        ended: trials - 2 * (kills - i),
        inMidTrial,
        delayMilliseconds: inMidTrial ? 0 : 400 * uniform(),
        // A trial that is met in its middle is not left to its end.
        what: whats[inMidTrial ? 1 + Math.floor(2 * uniform()) : Math.floor(3 * uniform())]!,
      };
      met.push(await driveAndKill(i === 0 ? ['start', 'killed.yaml'] : ['resume', 'killed'], moment));
    }
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

    const folders = Array.from({ length: trials }, (_, i) => join(folder, 'sweeps/killed', trialFolder(i)));
    const sessions = folders.map(sessionsOf);
    // Each trial has a folder of its own, with one run, which went to its end once: in its last session.
    for (const [i, runs] of sessions.entries()) {
      expect(runs, `runs of trial ${i}`).toHaveLength(1);
      const ends = runs[0]!.map(({ ended: end }) => end?.verdict.type === 'budget');
      expect(ends, `sessions of trial ${i}`).toEqual([...Array(ends.length - 1).fill(false), true]);
    }
    // Kills met trials in the middle of their training, which went on from their own checkpoints.
    const resumed = sessions.flat(2).filter(({ resumedAt }) => (resumedAt ?? 0) > 0);
    expect(resumed.length).toBeGreaterThan(0);
  },
);
