import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunIoError } from '@ganx/core';
import { listRuns } from '@ganx/core/run';

/**
 * The folder that a name on the command line means.
 *
 *   nothing                     all runs
 *   latest                      the newest run
 *   a folder                    that folder: a run, or whatever holds runs
 *   NAME or NAME/DATE-TIME-ID   below the runs' folder: an experiment's runs, or one of them
 *
 * Errors     RunIoError GANX_RUN_MISSING.
 */
export function findLogFolder(name: string | undefined, runsDirectory: string): string {
  const runs = resolve(runsDirectory);
  if (name === undefined) {
    if (isFolder(runs)) return runs;
    throw missing(runs, `There is no folder ${runs}. \`ganx run\` makes it; --runs-dir names another.`);
  }
  if (name === 'latest' && !isFolder(resolve(name))) {
    const newest = listRuns(runs).at(-1)?.folder;
    if (newest !== undefined) return newest;
    throw missing(
      runs,
      `There is no run in ${runs}. \`ganx run\` makes one; --runs-dir names another folder.`,
    );
  }
  for (const folder of [resolve(name), join(runs, name)]) if (isFolder(folder)) return folder;
  throw missing(
    resolve(name),
    `There is no run or folder "${name}", neither here nor in ${runs}. It may be a folder, the name of an experiment, NAME/DATE-TIME-ID or \`latest\`.`,
  );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function missing(path: string, message: string): RunIoError {
  return new RunIoError('GANX_RUN_MISSING', message, { place: { path } });
}
