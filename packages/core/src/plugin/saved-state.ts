import { RuntimeFailure } from '../errors.js';
import { judgeValue } from '../judge-value.js';

/**
 * What a component saved, held against a schema before any of it is used: a checkpoint may be damaged, forged, or of another
 * version of the component.
 *
 * Params     `owner` is `kind type`, as errors name a component.
 * Errors     RuntimeFailure GANX_RUN_STATE_MISFIT with the field that does not fit.
 */
export function readSaved<T>(owner: string, schema: object, saved: unknown): T {
  const problem = judgeValue(schema as never, saved);
  if (problem === undefined) return saved as T;
  throw new RuntimeFailure(
    'GANX_RUN_STATE_MISFIT',
    `The saved state of the ${owner} is not what it saves: ${problem}. Go on from another checkpoint.`,
    { place: { component: owner, hook: 'load' } },
  );
}
