import { ResumeError } from '../errors.js';
import type { Json } from '../plugin/index.js';
import { changeLines, type SpecChange, specChanges } from '../spec/diff.js';
import type { ExperimentSpec } from '../spec/types.js';

/** What may change when a run goes on: when it ends, what is written of it, and what has no influence on its numbers. */
const amendable = ['stop', 'logging', 'checkpoint', 'description', 'runtime.threads'];

export const isAmendable = (path: string): boolean =>
  amendable.some((own) => path === own || path.startsWith(`${own}.`));

/**
 * Where the spec that a run is to go on with differs from the one that it began with.
 *
 * Errors     ResumeError GANX_RESUME_SPEC, with all differences that would make it another run.
 */
export function amendmentsOf(before: ExperimentSpec, after: ExperimentSpec): readonly SpecChange[] {
  const changes = specChanges(before as unknown as Json, after as unknown as Json);
  const refused = changes.filter(
    ({ path }) =>
      !isAmendable(path) ||
      // It says how far a run goes back, and so what it learns.
      (before.rollBack !== undefined && path === 'checkpoint.every'),
  );
  if (refused.length === 0) return changes;
  throw new ResumeError(
    'GANX_RESUME_SPEC',
    `The run began with another spec, and would not be the same run with this one:\n${changeLines(refused)
      .map((line) => `  ${line}`)
      .join(
        '\n',
      )}\nA run goes on with the spec that it began with; only ${amendable.join(', ')} may change${before.rollBack ? ' (with rollBack not checkpoint.every, since it says how far the run goes back)' : ''}. \`ganx fork\` begins a new run from its state, with any change that keeps the networks.`,
  );
}
