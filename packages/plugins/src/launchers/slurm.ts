import { randomBytes } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineLauncher, type TrialExit, type TrialJob, type TrialProcess } from '@ganx/core/plugin';
import { listTasks, slurm as run } from './slurm-client.js';
import { SlurmQueue } from './slurm-queue.js';
import { arrayScript, slurmFiles, trialScript } from './slurm-script.js';

/** Trials asked for within this time become one job array. */
const gatherMilliseconds = 100;
/** Slurm's default `MaxArraySize` is 1001. */
const largestArray = 1000;
/** Looks for the exit file that a shared disk may show late. */
const exitLooks = 5;

interface Submission {
  readonly jobName: string;
  readonly index: number;
}

interface Asked {
  readonly job: TrialJob;
  resolve(process: TrialProcess): void;
  reject(error: unknown): void;
}

/**
 * Trials as tasks of Slurm job arrays.
 *
 * Trials that the sweep starts together are one array. A task that Slurm puts back (`scontrol requeue`, preemption, a lost
 * node, or its own time limit) runs its command again, which goes on from the trial's last checkpoint. The folder of the
 * sweep must be on a disk that the nodes share, and Node.js must be on their PATH (or put there by `setup`).
 *
 * Source     sbatch, squeue and scancel of Slurm 22.05 and later.
 */
export const slurm = defineLauncher({
  type: 'slurm',
  description: 'Runs trials as tasks of Slurm job arrays.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      partition: {
        description: "Partition; the cluster's default where absent.",
        type: 'string',
        minLength: 1,
      },
      maxMinutes: {
        description: 'Time limit of one attempt; a trial that reaches it saves and is queued again.',
        type: 'integer',
        minimum: 1,
      },
      signalSeconds: {
        description: 'How long before the time limit a trial is told to save.',
        type: 'integer',
        minimum: 1,
        default: 60,
      },
      memory: {
        description: 'Memory of a task, as `--mem` takes it: `4G`.',
        type: 'string',
        pattern: '^[0-9]+[KMGT]?$',
      },
      cpus: {
        description: 'Cores of a task, and so threads of a trial.',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
      gpus: { description: 'GPUs of a task.', type: 'integer', minimum: 1 },
      setup: {
        description: 'Shell lines that run before the trial, as `module load nodejs`.',
        type: 'string',
        default: '',
      },
      options: {
        description: 'Further options of sbatch, one each, as `--account=vision`.',
        type: 'array',
        items: { type: 'string', pattern: '^--' },
        default: [],
      },
      pollSeconds: {
        description: 'Time between two looks at the queue.',
        type: 'number',
        minimum: 0.1,
        default: 5,
      },
    },
  },
  examples: [
    { type: 'slurm' },
    { type: 'slurm', partition: 'gpu', gpus: 1, memory: '16G', maxMinutes: 120, setup: 'module load nodejs' },
  ],
  create({ partition, maxMinutes, signalSeconds, memory, cpus, gpus, setup, options, pollSeconds }) {
    const queue = new SlurmQueue(pollSeconds * 1000);
    let asked: Asked[] = [];

    const processOf = (task: string, folder: string): TrialProcess => ({
      id: task,
      exited: queue.left(task).then(() => readExit(folder, pollSeconds * 1000)),
      stop: () => void stopTask(task),
      kill: () => void killTask(task),
    });

    const submit = async (together: readonly Asked[]): Promise<void> => {
      const jobs = together.map(({ job }) => job);
      const jobName = `${jobs[0]!.name.replace(/[^\w.-]+/g, '-')}-${randomBytes(4).toString('hex')}`;
      for (const [index, { folder, command, log }] of jobs.entries()) {
        const files = slurmFiles(folder);
        rmSync(files.exit, { force: true });
        writeFileSync(files.script, trialScript(folder, command, log, setup));
        writeFileSync(files.submission, JSON.stringify({ jobName, index } satisfies Submission));
      }
      const args = [
        '--parsable',
        `--array=0-${jobs.length - 1}`,
        `--job-name=${jobName}`,
        // Only what Slurm itself says ends up here: the script writes to the trial's log.
        `--output=${join(jobs[0]!.folder, 'slurm-%A_%a.out')}`,
        '--requeue',
        '--ntasks=1',
        `--cpus-per-task=${Math.max(...jobs.map(({ threads }) => threads))}`,
        ...(partition === undefined ? [] : [`--partition=${partition}`]),
        ...(maxMinutes === undefined ? [] : [`--time=${maxMinutes}`, `--signal=B:USR1@${signalSeconds}`]),
        ...(memory === undefined ? [] : [`--mem=${memory}`]),
        ...(gpus === undefined ? [] : [`--gpus-per-task=${gpus}`]),
        ...options,
      ];
      const printed = await run('sbatch', args, arrayScript(jobs.map(({ folder }) => folder)));
      // `<job>` or `<job>;<cluster>`
      const array = printed.split(';')[0]!;
      for (const [index, { job, resolve }] of together.entries())
        resolve(processOf(`${array}_${index}`, job.folder));
    };

    const submitAsked = (): void => {
      const waiting = asked;
      asked = [];
      const sizes = [...new Set(waiting.map(({ job }) => job.threads))];
      for (const threads of sizes) {
        const alike = waiting.filter(({ job }) => job.threads === threads);
        for (let from = 0; from < alike.length; from += largestArray) {
          const together = alike.slice(from, from + largestArray);
          submit(together).catch((error: unknown) => {
            for (const { reject } of together) reject(error);
          });
        }
      }
    };

    return {
      threads: cpus,
      start: (job) =>
        new Promise((resolve, reject) => {
          if (asked.length === 0) setTimeout(submitAsked, gatherMilliseconds);
          asked.push({ job, resolve, reject });
        }),
      async find({ folder }, id) {
        const task = id ?? (await submittedTask(folder));
        if (task === undefined || !(await listTasks()).has(task)) return undefined;
        return processOf(task, folder);
      },
    };
  },
});

/** The task of a trial whose driver ended before it could note it. */
async function submittedTask(folder: string): Promise<string | undefined> {
  const path = slurmFiles(folder).submission;
  if (!existsSync(path)) return undefined;
  const { index, jobName } = readSmall(path) as Partial<Record<keyof Submission, unknown>>;
  // Anything else in their place is of no submission of ours.
  if (typeof jobName !== 'string' || !/^[\w.-]{1,1024}$/.test(jobName) || !Number.isSafeInteger(index))
    return undefined;
  return [...(await listTasks(jobName)).keys()].find((task) => task.endsWith(`_${index}`));
}

/** Larger than any file that a task writes for its driver. */
const mostBytes = 65_536;

/** The map that a small file of JSON holds; an empty one where it is anything else. */
export function readSmall(path: string): object {
  try {
    const stat = lstatSync(path);
    if (!stat.isFile() || stat.size > mostBytes) return {};
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const isExitCode = (code: unknown): code is number =>
  Number.isSafeInteger(code) && (code as number) >= 0 && (code as number) <= 255;

/** A task that left the queue without saying how it ended was cancelled, or its node was lost. */
async function readExit(folder: string, waitMilliseconds: number): Promise<TrialExit> {
  const { exit } = slurmFiles(folder);
  for (let look = 0; look < exitLooks; look++) {
    if (existsSync(exit)) {
      const { code } = readSmall(exit) as { readonly code?: unknown };
      return { code: isExitCode(code) ? code : null, signal: null };
    }
    await new Promise((resolve) => setTimeout(resolve, waitMilliseconds / exitLooks));
  }
  return { code: null, signal: null };
}

/** To the script, which passes it on; a task that has not begun has nothing to save. */
async function stopTask(task: string): Promise<void> {
  await quietly(run('scancel', ['--state=PENDING', task]));
  await quietly(run('scancel', ['--signal=TERM', '--batch', task]));
}

async function killTask(task: string): Promise<void> {
  await quietly(run('scancel', ['--state=PENDING', task]));
  await quietly(run('scancel', ['--signal=USR2', '--batch', task]));
}

/** It has ended already, or the controller is away; `exited` tells. */
const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);
