import type { GanxError } from '@ganx/core';
import { type Plan, planExperiment } from '@ganx/core/engine';
import type { ValidSpec } from '@ganx/core/spec';
import { Effect, type Scope } from 'effect';
import { type Chosen, openCompute } from './compute.js';
import { type LoadRequest, load, locate } from './load.js';
import { runEffect } from './run-effect.js';

export interface Planned {
  readonly loaded: ValidSpec;
  readonly chosen: Chosen;
  readonly plan: Plan;
}

/** Loads and plans an experiment, and hands it to `use` while what it holds (networks, graphs) is open. */
export async function withPlan<A>(
  request: LoadRequest,
  use: (planned: Planned) => Effect.Effect<A, GanxError, Scope.Scope>,
): Promise<A> {
  const loaded = await load(request);
  const { spec, directory, registry } = loaded;
  try {
    const chosen = await openCompute(spec.runtime, directory);
    const program = Effect.gen(function* () {
      const plan = yield* planExperiment({ spec, registry, compute: chosen.compute, directory });
      return yield* use({ loaded, chosen, plan });
    });
    return await runEffect(Effect.scoped(program));
  } catch (error) {
    throw locate(loaded, error);
  }
}
