import { execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { defineLauncher, type TrialExit, type TrialProcess } from '@ganx/core/plugin';

const lookMilliseconds = 200;

/**
 * Trials as processes of this machine that step back when others want the processor. For Linux and macOS.
 *
 * A trial outlives a driver that is killed: it is started detached, and its process is noted in the trial's folder, where the
 * next driver looks for it.
 */
export const newThing = defineLauncher({
  type: 'new-thing',
  description: 'Runs trials as processes of this machine with a low priority.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      nice: {
        description: 'How far they step back: 0 not at all, 19 whenever anyone wants the processor.',
        type: 'integer',
        minimum: 0,
        maximum: 19,
        default: 10,
      },
    },
  },
  examples: [{ type: 'new-thing' }, { type: 'new-thing', nice: 19 }],
  create: ({ nice }) => ({
    start({ command: [program, ...args], log, folder }) {
      const output = openSync(log, 'a');
      return new Promise((resolve, reject) => {
        const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output] });
        closeSync(output);
        child.once('error', reject);
        child.once('spawn', () => {
          const pid = child.pid!;
          setPriority(pid, nice);
          writeFileSync(noteIn(folder), String(pid));
          const exited = new Promise<TrialExit>((ended) => {
            child.once('exit', (code, signal) => ended({ code, signal }));
          });
          resolve(processOf(pid, exited));
        });
      });
    },
    async find({ folder }) {
      const pid = noted(folder);
      if (pid === undefined || !isTrial(pid, folder)) return undefined;
      return processOf(pid, gone(pid, folder));
    },
  }),
});

const noteIn = (folder: string): string => join(folder, 'process.txt');

function noted(folder: string): number | undefined {
  try {
    return Number(readFileSync(noteIn(folder), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whether the process lives and is that of the trial: numbers of processes are given again. */
function isTrial(pid: number, folder: string): boolean {
  try {
    return commandLine(pid).includes(folder);
  } catch {
    return false;
  }
}

const commandLine = (pid: number): string =>
  existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });

function processOf(pid: number, exited: Promise<TrialExit>): TrialProcess {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended; `exited` says so.
    }
  };
  return { id: String(pid), exited, stop: () => signal('SIGTERM'), kill: () => signal('SIGKILL') };
}

/** Somebody else's child: how it ended cannot be seen, only that it did. */
async function gone(pid: number, folder: string): Promise<TrialExit> {
  while (isTrial(pid, folder)) await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  return { code: null, signal: null };
}
