import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Best, Verdict } from '../plugin/index.js';
import { bestOf, checkpointsOf } from './choose-checkpoint.js';
import { isRun, listRuns } from './find-run.js';
import { isBeginning, type RunFolder } from './folder.js';
import { lastIteration } from './last-iteration.js';
import { readManifest } from './manifest.js';
import { pruningOf } from './pruned-trial.js';
import { openResult } from './result.js';
import { instantOfName } from './run-order.js';
import { endingOf, type RunState, readRunState } from './run-state.js';
import { readSessions } from './sessions.js';

/** A folder below the runs' folder, as it tells of itself. */
export interface SurveyedRun extends RunFolder {
  /**
   * As `readRunState` tells them apart; `pruned`: a trial that its sweep gave up; `damaged`: a run whose own files
   * cannot be believed; `foreign`: no run at all.
   */
  readonly status: RunState['status'] | 'pruned' | 'damaged' | 'foreign';
  /** Why it is damaged or foreign. */
  readonly problem?: string;
  /** ISO 8601. */
  readonly startedAt?: string;
  /** As far as it came, or has come. */
  readonly iteration?: number;
  readonly verdict?: Verdict;
  /** What ended it, where it failed, crashed or was pruned: the code of an error, what became of its process, a reason. */
  readonly ending?: string;
  readonly best?: Best;
  /** Iterations of its checkpoints. */
  readonly checkpoints: readonly number[];
  /** On the disk. */
  readonly bytes: number;
}

/**
 * Every folder below a runs' folder, the oldest first, from disk alone: runs in whatever state they are, and what is none.
 * Never throws for what it finds, and writes nothing.
 */
export function surveyRuns(runsDirectory: string): SurveyedRun[] {
  const root = resolve(runsDirectory);
  const runs = listRuns(root);
  const known = new Set(runs.map(({ folder }) => folder));
  const foreign = foldersIn(root)
    .flatMap((name) => foldersIn(name))
    .filter((folder) => !known.has(folder))
    .map((folder): SurveyedRun => {
      const run = `${basename(dirname(folder))}/${basename(folder)}`;
      const problem = problemOf(folder);
      return { run, folder, status: 'foreign', problem, checkpoints: [], bytes: bytesIn(folder) };
    });
  return [...runs.map(surveyRun), ...foreign];
}

/** Why a folder is no run. */
function problemOf(folder: string): string {
  if (basename(folder).startsWith('.removing-'))
    return 'it is what is left of a run whose removal did not end; it can be deleted';
  if (isBeginning(folder))
    return 'a run is about to begin in it, or was killed when it was; then it can be deleted';
  return isRun(folder)
    ? 'its name is not that of a run (DATE-TIME-ID); `--runs-dir` or a path still reaches it'
    : 'it has no source/ and checkpoints/, which every run has from its first moment on';
}

/** One run's folder. */
export function surveyRun({ run, folder }: RunFolder): SurveyedRun {
  const found = { run, folder, checkpoints: [] as readonly number[], bytes: bytesIn(folder) };
  try {
    const state = readRunState(folder);
    const checkpoints = checkpointsOf(folder);
    const { result } = state;
    const pruning = pruningOf(folder, state);
    const ending = pruning ?? endingOf(folder, state);
    const problem = state.status === 'running' ? undefined : damageOf(folder);
    const startedAt = startOf(folder);
    const best = result ? (result.best ?? undefined) : bestOf(folder);
    const iteration = result?.counters?.iteration ?? lastIteration(folder) ?? checkpoints.at(-1);
    return {
      ...found,
      checkpoints,
      status: problem !== undefined ? 'damaged' : pruning !== undefined ? 'pruned' : state.status,
      ...(problem === undefined ? {} : { problem }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(iteration === undefined ? {} : { iteration }),
      ...(result ? { verdict: result.verdict } : {}),
      ...(ending === undefined ? {} : { ending }),
      ...(best ? { best } : {}),
    };
  } catch (cause) {
    return { ...found, status: 'damaged', problem: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** What a run's files say that cannot be so; undefined if they agree. */
function damageOf(folder: string): string | undefined {
  const has = (file: string) => existsSync(join(folder, file));
  for (const read of [openResult, readSessions, ...(has('manifest.json') ? [readManifest] : [])]) {
    try {
      read(folder);
    } catch (cause) {
      return (cause as Error).message;
    }
  }
  if (!has('manifest.json')) {
    // A run may fail, or be killed, before it has one.
    return checkpointsOf(folder).length > 0 ? 'manifest.json is missing' : undefined;
  }
  if (!has('spec.yaml')) return 'spec.yaml is missing';
  return undefined;
}

/** From the manifest, or from the folder's name. */
function startOf(folder: string): string | undefined {
  try {
    return readManifest(folder).startedAt;
  } catch {
    // The name tells it too.
  }
  const instant = instantOfName(basename(folder));
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** Bytes of all files below a folder; links are not followed. */
export function bytesIn(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sum + bytesIn(path);
      return sum + (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
    }, 0);
  } catch {
    // Removed while it was looked at, or not ours to read.
    return 0;
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(folder, name));
  } catch {
    return [];
  }
}
