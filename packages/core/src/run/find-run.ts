import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { RunIoError } from '../errors.js';
import type { CheckpointChoice } from './choose-checkpoint.js';
import type { RunFolder } from './folder.js';
import { compareOrder, orderAfter, orderOf } from './run-order.js';

/** A run and one of its checkpoints, as `RUN[@iteration|@last|@best|@exception]` names them. */
export interface RunReference extends RunFolder {
  /** `last` where nothing was said. */
  readonly checkpoint: CheckpointChoice;
}

const candidatesShown = 10;

/**
 * Finds the run that a reference means, `RUN[@iteration|@last|@best|@exception]`. RUN is one of
 *
 *   a folder of a run
 *   latest               the run that began last
 *   NAME                 of an experiment: its only run
 *   NAME/DATE-TIME-ID    below the runs' folder, or its beginning: `mnist`, `mnist/2026`
 *   DATE-TIME-ID         or its beginning
 *   ID                   the six hex digits at its end, or their beginning
 *
 * The first line that fits wins; whole names win over beginnings: `ring` is not `ring-k2`.
 *
 * Errors     RunIoError GANX_RUN_MISSING; GANX_RUN_AMBIGUOUS, which lists the runs that fit.
 */
export function findRun(reference: string, runsDirectory: string): RunReference {
  const [, name = reference, choice = 'last'] = /^(.+)@(last|best|exception|\d+)$/s.exec(reference) ?? [];
  const checkpoint = /^\d+$/.test(choice) ? Number(choice) : (choice as CheckpointChoice);
  return { ...locate(name, resolve(runsDirectory)), checkpoint };
}

/** Every run below a runs' folder, the one that began first first. */
export function listRuns(runsDirectory: string): RunFolder[] {
  const runs = resolve(runsDirectory);
  return foldersIn(runs)
    .flatMap(foldersIn)
    .filter((folder) => /^\d{8}-\d{6}-[0-9a-f]+$/.test(basename(folder)) && isRun(folder))
    .map((folder) => ({ folder, order: orderOf(folder) }))
    .sort(compareOrder)
    .map(({ folder }) => runFolder(folder));
}

/** Where a run that begins now stands among those of its folder; undefined where the clock tells it. */
export function orderOfNew(runsDirectory: string, now: Date): Date | undefined {
  const began = listRuns(runsDirectory).map(({ folder }) => orderOf(folder));
  const order = orderAfter(began, now.getTime());
  return order === undefined ? undefined : new Date(order);
}

function locate(name: string, runs: string): RunFolder {
  const folder = resolve(name);
  if (isRun(folder)) return runFolder(folder);
  const all = listRuns(runs);
  const newest = all.at(-1);
  if (name === 'latest' && newest) return newest;
  const wanted = name.replace(/\/+$/, '');
  const keys = ({ run }: RunFolder) => [run, basename(run), run.split('-').at(-1)!];
  const whole = all.filter((run) => keys(run).includes(wanted));
  const ofExperiment = all.filter(({ run }) => dirname(run) === wanted);
  const beginning = () => all.filter((run) => keys(run).some((key) => key.startsWith(wanted)));
  const fitting = [whole, ofExperiment].find((found) => found.length > 0) ?? beginning();
  if (fitting.length === 1) return fitting[0]!;
  if (fitting.length === 0) {
    throw new RunIoError(
      'GANX_RUN_MISSING',
      `There is no run "${name}", neither as a folder nor in ${runs}${all.length > 0 ? `, which has ${all.length} (the newest is ${newest!.run})` : ''}. \`--runs-dir\` names another folder of runs.`,
      { place: { path: folder } },
    );
  }
  const shown = fitting.slice(-candidatesShown).map(({ run }) => run);
  const more = fitting.length > shown.length ? ` and ${fitting.length - shown.length} older ones` : '';
  throw new RunIoError(
    'GANX_RUN_AMBIGUOUS',
    `"${name}" may mean ${fitting.length} runs: ${shown.join(', ')}${more}. Write more of the name, or \`latest\` for the newest of all.`,
    { place: { path: runs } },
  );
}

function runFolder(folder: string): RunFolder {
  return { run: `${basename(dirname(folder))}/${basename(folder)}`, folder };
}

/** A run's folder has its parts from its first moment on. What begins with a dot is no run yet, or no longer. */
export function isRun(folder: string): boolean {
  return (
    !basename(folder).startsWith('.') &&
    isFolder(join(folder, 'checkpoints')) &&
    isFolder(join(folder, 'source'))
  );
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter(isFolder);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
