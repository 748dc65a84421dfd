import { changeOfData } from '../../data/unchanged.js';
import type { Dataset, Json } from '../../plugin/index.js';
import type { Lineage } from '../../run/index.js';
import { specChanges } from '../../spec/diff.js';
import type { Fork, Plan } from '../api.js';
import type { RunWarning } from '../train/session.js';

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

/**
 * That the data have changed since the other run, where nothing in the spec asks for other ones: `data:` is the same, and
 * so is the seed of data that are drawn by it.
 */
export function dataNotes(fork: Fork, plan: Plan, dataset: Dataset): readonly RunWarning[] {
  const { from } = fork;
  const changed = lineageOf(fork, plan).changes.map(({ path }) => path);
  if (changed.some((path) => /^data(\.|$)/.test(path) || (path === 'seed' && dataset.drawn))) return [];
  const message = changeOfData(from.dataset, dataset, from.run);
  return message === undefined ? [] : [{ code: 'GANX_DATA_CHANGED', message }];
}
