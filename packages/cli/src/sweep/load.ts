import { join } from 'node:path';
import { RunIoError } from '@ganx/core';
import { loadSweep, type SweepRequest, type SweepState, type ValidSweep } from '@ganx/core/sweep';
import { judge } from '../compose/load.js';
import { makeRegistry } from '../compose/registry.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';

type Changes = NonNullable<SweepRequest['changes']>;

/** Loads and checks a sweep file; throws all its problems at once, each with its place. */
export async function loadSweepFile(
  file: string,
  experiment: string | undefined,
  changes: Changes,
): Promise<ValidSweep> {
  const loaded = await loadSweep({
    file,
    changes,
    ...(experiment === undefined ? {} : { experiment }),
    env: process.env,
    registry: makeRegistry,
    judge,
  });
  if (!loaded.valid) throw new LocatedSpecError(loaded.problems, loaded.sources);
  return loaded;
}

/** The sweep of a folder: the file as it was stored, with the experiment where it was. */
export function reloadSweep(folder: string, { header }: SweepState, changes: Changes): Promise<ValidSweep> {
  if (!header) {
    throw new RunIoError(
      'GANX_SWEEP_JOURNAL',
      `${folder} has an empty journal: the sweep was killed before it began. Start it anew.`,
      {
        place: { path: folder },
      },
    );
  }
  return loadSweepFile(join(folder, 'sweep.yaml'), header.experiment, { ...changes, name: header.name });
}
