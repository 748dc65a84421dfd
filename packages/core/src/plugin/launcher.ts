import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** One process to start: it trains one trial, or goes on with it, and leaves what it has in the trial's folder. */
export interface TrialJob {
  /** `<sweep>/<trial>`. */
  readonly name: string;
  /** Absolute; it exists, and belongs to this trial alone. */
  readonly folder: string;
  /** The program and its arguments. */
  readonly command: readonly [string, ...string[]];
  /** File that takes what the process prints; appended to. */
  readonly log: string;
  readonly threads: number;
  /** Bytes that it may use, where it runs on this machine. */
  readonly memory?: number;
}

/** How a process ended: by its exit code or by a signal. */
export interface TrialExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why the launcher itself ended it, in words that follow "its process was ended: ". */
  readonly reason?: string;
}

/** A process that was started, or found again. */
export interface TrialProcess {
  /** What a later driver finds this process by; goes into the journal. */
  readonly id: string;
  /** Never rejects. An exit that could not be observed has neither code nor signal. */
  readonly exited: Promise<TrialExit>;
  /** Asks it to save and end. */
  stop(): void;
  /** Ends it at once. */
  kill(): void;
}

/** One launcher in one driver of a sweep. */
export interface Launcher {
  /** Threads of each trial, where they do not run on this machine; left out, its cores are shared out. */
  readonly threads?: number;
  /** Rejects where the process cannot be started at all. */
  start(job: TrialJob): Promise<TrialProcess>;
  /**
   * The process that an earlier driver started for this job, if it is still there. `id` is absent where that driver ended
   * before it could note it; then the job must be known by its folder.
   */
  find(job: Pick<TrialJob, 'name' | 'folder' | 'memory'>, id?: string): Promise<TrialProcess | undefined>;
}

/** What `defineLauncher` takes. */
export interface LauncherDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  create(options: OptionsOf<S>): Launcher;
}

/** As the registry keeps it. */
export interface LauncherComponent
  extends Component<'launcher'>,
    Pick<LauncherDefinition<OptionsSchema>, 'create'> {}

/**
 * Where the trials of a sweep run, for `launcher:` of a sweep.
 *
 * ```ts
 * import { spawn } from 'node:child_process';
 * import { openSync } from 'node:fs';
 * import { defineLauncher, type TrialExit } from '@ganx/core/plugin';
 *
 * export const polite = defineLauncher({
 *   type: 'polite',
 *   description: 'Processes of this machine that give way to others.',
 *   examples: [{ type: 'polite' }],
 *   create: () => ({
 *     async start({ command, folder, log }) {
 *       const file = openSync(log, 'a');
 *       const stdio = ['ignore', file, file] as const;
 *       // A group of its own: Ctrl-C reaches the driver alone, which then stops its trials.
 *       const child = spawn('nice', [...command], { cwd: folder, detached: true, stdio: [...stdio] });
 *       const exited = new Promise<TrialExit>((resolve) => {
 *         child.on('exit', (code, signal) => resolve({ code, signal }));
 *         child.on('error', () => resolve({ code: null, signal: null }));
 *       });
 *       const stop = () => void child.kill('SIGTERM');
 *       return { id: String(child.pid), exited, stop, kill: () => void child.kill('SIGKILL') };
 *     },
 *     // This one does not find processes of an earlier driver again.
 *     find: async () => undefined,
 *   }),
 * });
 * ```
 */
export function defineLauncher<const S extends OptionsSchema | undefined = undefined>(
  definition: LauncherDefinition<S>,
): Defined<LauncherComponent, LauncherDefinition<S>, 'create'> {
  return { kind: 'launcher', ...definition } as never;
}
