import type { Json } from '../plugin/index.js';
import { specChanges } from '../spec/diff.js';
import type { ExperimentSpec } from '../spec/types.js';
import { listRuns } from './find-run.js';
import type { RunFolder } from './folder.js';
import { readManifest } from './manifest.js';
import { readRunState } from './run-state.js';
import { readSessions } from './sessions.js';

/** Differences that do not make it another run. */
const unimportant = ['runtime.threads', 'description'];

/**
 * The newest run of this very spec that began as asked and has not been ended by a rule: running, crashed, interrupted or
 * failed.
 */
export function findUnfinished(
  spec: ExperimentSpec,
  runsDirectory: string,
  beganAsAsked: (run: RunFolder) => boolean,
): RunFolder | undefined {
  return listRuns(runsDirectory)
    .reverse()
    .find(
      (run) =>
        run.run.startsWith(`${spec.name}/`) &&
        readRunState(run.folder).status !== 'finished' &&
        isOfSpec(run.folder, spec) &&
        beganAsAsked(run),
    );
}

/** Whether a run would go on with this spec, amendments included. A run that never stored its spec is of none. */
function isOfSpec(folder: string, spec: ExperimentSpec): boolean {
  try {
    const began = readManifest(folder).spec;
    const amendments = readSessions(folder).at(-1)?.amendments ?? [];
    const wanted = specChanges(began as unknown as Json, spec as unknown as Json);
    const told = [amendments, wanted].map((changes) =>
      JSON.stringify(changes.filter(({ path }) => !unimportant.includes(path))),
    );
    return told[0] === told[1];
  } catch {
    return false;
  }
}
