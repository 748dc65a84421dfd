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

/** When to kill a child: once its run has the checkpoint of an iteration. */
export interface KillPlan {
  readonly after: number;
  /** `writing`: at the sight of the next checkpoint that is being written; else so many milliseconds later. */
  readonly moment: 'writing' | number;
}

/** Decides when the moment of a plan has come, by what it sees of the run's folder. */
export function killer({ after, moment }: KillPlan, folder: () => string | undefined): () => boolean {
  let reached: number | undefined;
  return () => {
    const run = folder();
    const checkpoints = run && join(run, 'checkpoints');
    if (!checkpoints || !existsSync(checkpoints)) return false;
    const names = readdirSync(checkpoints);
    const newest = Math.max(-1, ...names.filter((name) => /^\d+$/.test(name)).map(Number));
    if (newest < after) return false;
    reached ??= performance.now();
    if (moment === 'writing') return names.some((name) => name.startsWith('.writing-'));
    return performance.now() - reached >= moment;
  };
}
