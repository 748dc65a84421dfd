import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** Between two looks at a child's folder: shorter than it takes to write a checkpoint. */
const lookMilliseconds = 2;

export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said on stderr, where messages go under --json. */
  readonly said: string;
}

/** Runs `ganx` in a process of its own; `kill` is asked again and again whether now is the moment to end it. */
export function runChild(args: readonly string[], kill: () => boolean = () => false): Promise<ChildEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [binary, ...args, '--json'], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-10_000);
    });
    const look = setInterval(() => {
      if (kill()) child.kill('SIGKILL');
    }, lookMilliseconds);
    child.on('error', (error) => {
      clearInterval(look);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearInterval(look);
      resolve({ code, signal, said });
    });
  });
}

/** When to kill a child. */
export type KillPlan =
  /** So many milliseconds after it has taken the run's lock: while it prepares the folder, or in its first iterations. */
  | { readonly at: 'starting'; readonly milliseconds: number }
  /** So many milliseconds after this process has written a checkpoint, of that iteration or a later one. */
  | { readonly at: 'training'; readonly after: number; readonly milliseconds: number }
  /** At the sight of a checkpoint that is being written, once it has the one of an iteration. */
  | { readonly at: 'writing'; readonly after: number };

/** Decides when the moment of a plan has come, by what it sees of the run's folder. */
export function killer(plan: KillPlan, folder: () => string | undefined): () => boolean {
  // What earlier processes left: their locks, their checkpoints, and what they were writing when they were killed.
  const first = folder();
  const before = new Set(
    first === undefined ? [] : [...namesIn(first), ...namesIn(join(first, 'checkpoints'))],
  );
  let reached: number | undefined;
  return () => {
    const run = folder();
    if (run === undefined) return false;
    const checkpoints = namesIn(join(run, 'checkpoints'));
    if (plan.at === 'starting') {
      const locked = namesIn(run).some((name) => name.startsWith('lock-') && !before.has(name));
      if (!locked) return false;
    } else {
      const own = plan.at === 'training' ? checkpoints.filter((name) => !before.has(name)) : checkpoints;
      const newest = Math.max(-1, ...own.filter((name) => /^\d+$/.test(name)).map(Number));
      if (newest < plan.after) return false;
    }
    if (plan.at === 'writing')
      return checkpoints.some((name) => name.startsWith('.writing-') && !before.has(name));
    reached ??= performance.now();
    return performance.now() - reached >= plan.milliseconds;
  };
}

function namesIn(folder: string | undefined): string[] {
  return folder !== undefined && existsSync(folder) ? readdirSync(folder) : [];
}
