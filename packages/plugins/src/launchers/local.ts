import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { defineLauncher, type TrialExit, type TrialProcess } from '@ganx/core/plugin';
import { bytesOf, inGigabytes, watchMemory } from './process-memory.js';

/** How often a process that is not our child is looked at. */
const lookMilliseconds = 200;

/**
 * Trials as processes of this machine. Each is the leader of a process group of its own, so that Ctrl-C reaches the driver alone,
 * and outlives a driver that is killed; the next driver finds it by its command line, which names the trial's folder.
 *
 * Memory     one that holds more than it may is killed, and taken up again from its last checkpoint like any that died; better than
 *            to let the system choose whom it kills when all memory is used up.
 */
export const local = defineLauncher({
  type: 'local',
  description: 'Runs trials as processes of this machine.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      memory: {
        description:
          "Memory that one trial may hold, as 4G or 512M; it is ended when it holds more. Left out: an equal share of the machine's.",
        type: 'string',
        pattern: '^[1-9][0-9]*[MG]$',
      },
    },
  },
  examples: [{ type: 'local' }, { type: 'local', memory: '4G' }],
  create: ({ memory: own }) => ({
    start({ command: [program, ...args], log, memory }) {
      const output = openSync(log, 'a');
      return new Promise((resolve, reject) => {
        const child = spawn(program, args, { detached: true, stdio: ['ignore', output, output] });
        closeSync(output);
        child.once('error', reject);
        child.once('spawn', () => {
          const exited = new Promise<TrialExit>((ended) => {
            child.once('exit', (code, signal) => ended({ code, signal }));
          });
          resolve(processOf(child.pid!, exited, limitOf(own, memory)));
        });
      });
    },
    find({ folder, memory }) {
      const pid = processNaming(folder);
      return Promise.resolve(
        pid === undefined ? undefined : processOf(pid, gone(pid, folder), limitOf(own, memory)),
      );
    },
  }),
});

const limitOf = (own: string | undefined, share: number | undefined): number | undefined =>
  own === undefined ? share : bytesOf(own);

function processOf(pid: number, gone: Promise<TrialExit>, limit: number | undefined): TrialProcess {
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended; `exited` says so.
    }
  };
  let reason: string | undefined;
  const unwatch =
    limit === undefined
      ? undefined
      : watchMemory(pid, limit, (used) => {
          reason = `it held ${inGigabytes(used)} of memory and may hold ${inGigabytes(limit)}; run fewer trials at once (--parallel), or give launcher: { type: local, memory: ... }`;
          signal('SIGKILL');
        });
  const exited = gone.then((exit) => {
    unwatch?.();
    return reason === undefined ? exit : { ...exit, reason };
  });
  return { id: String(pid), exited, stop: () => signal('SIGTERM'), kill: () => signal('SIGKILL') };
}

/** Somebody else's child: how it ended cannot be observed, only that it did. */
async function gone(pid: number, folder: string): Promise<TrialExit> {
  while (names(pid, folder)) await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  return { code: null, signal: null };
}

/** Another process of which the folder is one argument. */
function processNaming(folder: string): number | undefined {
  return allProcesses().find((pid) => pid !== process.pid && names(pid, folder));
}

/** The driver before may have reached the folder by another path: through a link. */
function names(pid: number, folder: string): boolean {
  const words = commandLine(pid) ?? [];
  return words.some(
    (word) => word === folder || (basename(word) === basename(folder) && isSame(word, folder)),
  );
}

function isSame(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return false;
  }
}

function allProcesses(): readonly number[] {
  if (process.platform === 'linux')
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  if (process.platform === 'win32') return [];
  return execFileSync('ps', ['-A', '-o', 'pid='], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
}

/** Arguments of a living process; undefined once it is over. */
function commandLine(pid: number): readonly string[] | undefined {
  try {
    if (process.platform === 'linux') {
      // Empty for a zombie.
      const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return text === '' ? undefined : text.split('\0');
    }
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return undefined;
  }
}
