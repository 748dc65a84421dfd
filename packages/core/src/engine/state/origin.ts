import { changeOfData } from '../../data/unchanged.js';
import type { Dataset, Json } from '../../plugin/index.js';
import { changesOfEnvironment, type Lineage } from '../../run/index.js';
import { specChanges } from '../../spec/diff.js';
import type { Fork, Plan } from '../api.js';
import type { RunWarning } from '../train/session.js';

/** What a run's manifest keeps of the state that it began with. */
export function lineageOf({ folder, from, snapshot }: Fork, { built }: Plan): Lineage {
  const { spec } = built.experiment.stored;
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

/** What the spec takes from the environment, where it is not what the other run took. */
export const environmentNotes = ({ from }: Fork, { built }: Plan): readonly RunWarning[] =>
  changesOfEnvironment(from.environment, built.experiment.stored.variables).map(
    ({ after, before, what }) => ({
      code: 'GANX_ENVIRONMENT_CHANGED',
      message: `The ${what} is not what it was in the run that this one goes on from: ${before} -> ${after}.`,
    }),
  );
