import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeFailure } from '@ganx/core';
import { CounterStream } from '@ganx/core/engine';
import { listRuns, readResult } from '@ganx/core/run';
import { type ChildEnd, type KillPlan, killer, runChild } from './child-run.js';
import { compareEnds, type Sameness } from './same-run.js';

export interface VerifyRequest {
  readonly spec: string;
  /** As `ganx run` takes them, long forms included. */
  readonly changes: readonly string[];
  readonly iterations: number;
  readonly kills: number;
  /** Iterations between checkpoints. Left out: a tenth of all. */
  readonly every?: number;
  /** Of the moments at which the run is killed. */
  readonly seed: number;
  readonly keep: boolean;
  readonly say: (line: string) => void;
}

export interface Verified {
  readonly same: boolean;
  readonly iterations: number;
  /** Processes that were killed. */
  readonly kills: number;
  /** How many of them while they began, while they trained, and while they wrote a checkpoint. */
  readonly moments: Readonly<Record<KillPlan['at'], number>>;
  /** How often the run in one go had diverged and went back. */
  readonly rollBacks: number;
  readonly checks: readonly Sameness[];
  /** Where the runs are, if they were kept. */
  readonly folder: string | null;
}

/**
 * Trains a spec twice for the same number of iterations, once in one go and once with its process killed again and again
 * and the run resumed each time, and compares what they left.
 *
 * Errors     RuntimeFailure GANX_VERIFY_RUN if one of the processes fails by itself; GANX_VERIFY_KILLS if none could be
 *            killed in time.
 */
export async function verifyResume(request: VerifyRequest): Promise<Verified> {
  const { iterations, keep, say } = request;
  const folder = mkdtempSync(join(tmpdir(), 'ganx-verify-'));
  const every = request.every ?? Math.max(1, Math.floor(iterations / 10));
  const limits = [`stop={type: iterations, max: ${iterations}}`, `checkpoint.every=${every}`];
  const run = (name: string) => [
    ...['run', request.spec, ...request.changes, ...limits],
    ...['--runs-dir', join(folder, name)],
  ];
  say(`training ${iterations} iterations in one go`);
  ended(await runChild(run('whole')));
  const whole = runIn(folder, 'whole')!;
  const killed = (part: number) => {
    rmSync(join(folder, 'killed'), { recursive: true, force: true });
    return runAndKill(
      run('killed'),
      () => runIn(folder, 'killed'),
      planKills({ ...request, every, part }),
      say,
    );
  };
  let plans = await killed(1);
  if (plans.length < request.kills) {
    say(`it ended after ${plans.length} of ${request.kills} kills: once more, killed in its first third`);
    plans = await killed(1 / 3);
  }
  if (plans.length === 0) {
    throw new RuntimeFailure(
      'GANX_VERIFY_KILLS',
      `The run of ${iterations} iterations ended before it could be killed once. Give it more: --iterations.`,
    );
  }
  const count = (at: KillPlan['at']) => plans.filter((plan) => plan.at === at).length;
  const moments = { starting: count('starting'), training: count('training'), writing: count('writing') };
  const checks = compareEnds(whole, runIn(folder, 'killed')!);
  const rollBacks = readResult(whole)?.rollBacks.length ?? 0;
  const same = checks.every((check) => check.same);
  const kept = keep || !same;
  if (!kept) rmSync(folder, { recursive: true, force: true });
  return { same, iterations, kills: plans.length, moments, rollBacks, checks, folder: kept ? folder : null };
}

/**
 * Runs to the end, killed at each of these moments and resumed; gives those that came. On a busy machine a process may end
 * before this one gets to look at it.
 */
async function runAndKill(
  args: readonly string[],
  run: () => string | undefined,
  plans: readonly KillPlan[],
  say: VerifyRequest['say'],
): Promise<readonly KillPlan[]> {
  const done: KillPlan[] = [];
  let next = args;
  for (const plan of plans) {
    const end = await runChild(next, killer(plan, run));
    if (end.signal !== 'SIGKILL') {
      ended(end);
      return done;
    }
    if (readResult(run() ?? '')?.status === 'finished') {
      // Killed after it had written its result: the run is over, which resume says when it has tidied up.
      const refused = await runChild(['resume', run()!]);
      if (!refused.said.includes('GANX_RESUME_FINISHED')) ended(refused);
      return done;
    }
    done.push(plan);
    say(`killed ${done.length}: ${momentOf(plan)}`);
    next = ['resume', run()!];
  }
  say('resumed for the last time');
  ended(await runChild(next));
  return done;
}

/** Moments spread over a part of the run, ascending: of five, two while a checkpoint is written, one while the process begins. */
function planKills({
  every,
  iterations,
  kills,
  part,
  seed,
}: VerifyRequest & { readonly every: number; readonly part: number }): KillPlan[] {
  const stream = new CounterStream(seed, 'verify/kills');
  const draws = new Float32Array(2 * kills);
  stream.uniform(draws);
  // Not after the last but one checkpoint: the run would be over too soon.
  const last = Math.max(0, Math.floor((iterations - 1) / every) - 1);
  const afters = [...draws.subarray(0, kills)]
    .sort((a, b) => a - b)
    .map((draw) => every * Math.floor(draw * part * last));
  return afters.map((after, index): KillPlan => {
    const milliseconds = Math.floor(20 * draws[kills + index]!);
    if (index % 5 === 4) return { at: 'starting', milliseconds };
    return index % 5 === 1 || index % 5 === 2
      ? { at: 'writing', after }
      : { at: 'training', after, milliseconds };
  });
}

function momentOf(plan: KillPlan): string {
  if (plan.at === 'starting') return `${plan.milliseconds} ms after it had begun`;
  if (plan.at === 'writing') return `writing a checkpoint, after that of iteration ${plan.after}`;
  return `training, ${plan.milliseconds} ms after a checkpoint of its own, at iteration ${plan.after} or later`;
}

function runIn(folder: string, name: string): string | undefined {
  return listRuns(join(folder, name)).at(-1)?.folder;
}

function ended({ code, said }: ChildEnd): void {
  if (code === 0) return;
  throw new RuntimeFailure(
    'GANX_VERIFY_RUN',
    `A run that was to be compared ended with exit code ${code}:\n${said.trim().split('\n').slice(-12).join('\n')}`,
  );
}
