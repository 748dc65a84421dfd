import { Effect } from 'effect';
import type { GanxError } from '../../errors.js';
import type { PlanRequest } from '../api.js';
import { stateVariables } from '../state/state.js';
import { build } from './build.js';
import { attempt } from './plan.js';

/**
 * Shapes of all variables of an experiment's state, by their place: weights, averages, slots of the optimizers. A run can go on
 * from the state of another if they are the same. Builds the networks, trains and traces nothing.
 */
export const stateShapes = (
  request: PlanRequest,
): Effect.Effect<ReadonlyMap<string, readonly number[]>, GanxError> =>
  Effect.gen(function* () {
    yield* attempt(() => request.compute.activate(), 'The backend could not be activated');
    const built = yield* Effect.acquireRelease(
      attempt(() => build(request), 'The networks could not be built'),
      (made) => Effect.sync(() => made.dispose()),
    );
    return new Map([...stateVariables(built)].map(([name, { shape }]) => [name, [...shape]]));
  }).pipe(Effect.scoped);
