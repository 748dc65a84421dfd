import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { RunIoError } from '../errors.js';
import { findRun, listRuns } from '../run/find-run.js';
import type { RunFolder } from '../run/folder.js';

export interface RunChoice {
  /** References as `ganx resume` takes them, or names of experiments and folders of runs, which mean all of their runs. None: every run there is. */
  readonly references: readonly string[];
  readonly runsDirectory: string;
  /** A folder that holds runs at any depth, as a sweep's does. */
  readonly sweep?: string;
}

const deepest = 6;

/**
 * The runs to compare, each once, in the order that they were named in; those of a folder from the oldest to the newest.
 *
 * Errors     RunIoError GANX_RUN_MISSING, GANX_RUN_AMBIGUOUS; GANX_COMPARE_EMPTY where there is none at all.
 */
export function findRuns({ references, runsDirectory, sweep }: RunChoice): RunFolder[] {
  const found: RunFolder[] = [];
  if (sweep !== undefined) found.push(...runsBelow(resolve(sweep)));
  for (const reference of references) {
    const all = listRuns(runsDirectory).filter(({ run }) =>
      run.startsWith(`${reference.replace(/\/+$/, '')}/`),
    );
    if (all.length > 0) found.push(...all);
    else found.push(...(folderOfRuns(reference) ?? [findRun(reference, runsDirectory)]));
  }
  if (sweep === undefined && references.length === 0) found.push(...listRuns(runsDirectory));
  const once = new Map(found.map(({ run, folder }) => [folder, { run, folder }]));
  if (once.size === 0) {
    const where = resolve(sweep ?? runsDirectory);
    throw new RunIoError(
      'GANX_COMPARE_EMPTY',
      `There is no run below ${where}. \`ganx run\` makes one; --runs-dir names another folder of runs.`,
      {
        place: { path: where },
      },
    );
  }
  return [...once.values()];
}

/** The runs below a folder that is none itself, as `runs/ring`. */
function folderOfRuns(reference: string): RunFolder[] | undefined {
  const folder = resolve(reference);
  const siblings = listRuns(dirname(folder)).filter((run) => dirname(run.folder) === folder);
  const below = siblings.length > 0 ? siblings : listRuns(folder);
  return below.length > 0 ? below : undefined;
}

/** What is listed as a runs' folder at any depth; the folders of runs themselves hold no further ones. */
function runsBelow(folder: string, depth = 0): RunFolder[] {
  if (depth > deepest || !(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false)) return [];
  const here = listRuns(folder);
  const isRun = new Set(here.map((run) => run.folder));
  const deeper = readdirSync(folder, { withFileTypes: true })
    // What begins with a dot is no run yet, or no longer.
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => (isRun.has(join(folder, name)) ? [] : runsBelow(join(folder, name), depth + 1)));
  return [...here, ...deeper];
}
