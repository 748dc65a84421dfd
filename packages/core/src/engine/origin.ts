import type { Json } from '../plugin/index.js';
import type { Lineage } from '../run/index.js';
import { specChanges } from '../spec/diff.js';
import type { Fork, Plan } from './api.js';
import type { RunWarning } from './session.js';

/** What a run's manifest keeps of the state that it began with. */
export function lineageOf({ folder, from, snapshot }: Fork, { spec }: Plan): Lineage {
  const changes = specChanges(snapshot.facts.spec as unknown as Json, spec as unknown as Json);
  return { run: from.run, folder, iteration: snapshot.facts.counters.iteration, changes };
}

/** Whether that is the state that a run began with. */
export const isOrigin = ({ from, snapshot }: Fork, { iteration, run }: Lineage): boolean =>
  from.run === run && snapshot.facts.counters.iteration === iteration;

/** What of another run's state could not be used. */
export const forkNote = (message: string): RunWarning => ({ code: 'GANX_FORK_STATE', message });
