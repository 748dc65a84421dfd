import { findRun, holderOf, lockedError, type RunReference, removeRun, surveyRun } from '@ganx/core/run';
import { UsageError } from '../errors/usage-error.js';
import { bytes } from '../view/format.js';

export interface RemovedRun {
  readonly run: string;
  readonly folder: string;
  readonly bytes: number;
}

interface RemoveRequest {
  readonly references: readonly string[];
  readonly runsDirectory: string;
  /** Whether to go on, having seen what would be removed. Undefined: nobody can be asked. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined;
}

/**
 * Removes runs, all that were named or none: what cannot be removed is told before the first one is.
 *
 * Errors     UsageError GANX_CLI_ARGUMENT for `RUN@checkpoint`, or where nobody can be asked; RunIoError GANX_RUN_MISSING,
 *            GANX_RUN_AMBIGUOUS, GANX_RUN_LOCKED, GANX_RUN_IO.
 */
export async function removeRuns({
  references,
  runsDirectory,
  confirm,
}: RemoveRequest): Promise<readonly RemovedRun[]> {
  const found = references.map((reference) => findWhole(reference, runsDirectory));
  const distinct = [...new Map(found.map((run) => [run.folder, run])).values()];
  for (const { folder } of distinct) {
    const holder = holderOf(folder);
    if (holder) throw lockedError(folder, holder);
  }
  const removing = distinct.map(({ run, folder }) => ({
    run,
    folder,
    bytes: surveyRun({ run, folder }).bytes,
  }));
  const list = removing.map(({ run, bytes: size }) => `${run} (${bytes(size)})`).join(', ');
  if (!confirm)
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      `Removing ${list} cannot be undone, and nobody can be asked here: add --yes.`,
    );
  if (!(await confirm(`Remove ${list}? This cannot be undone.`))) return [];
  for (const run of removing) await removeRun(run);
  return removing;
}

function findWhole(reference: string, runsDirectory: string): RunReference {
  if (/@(last|best|exception|\d+)$/.test(reference))
    throw new UsageError(
      'GANX_CLI_ARGUMENT',
      `"${reference}" names a checkpoint, but whole runs are removed: leave out what follows the @. \`checkpoint.keepLast\` in a spec says how many checkpoints a run keeps.`,
    );
  return findRun(reference, runsDirectory);
}
