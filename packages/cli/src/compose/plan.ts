import type { GanxError } from '@ganx/core';
import { type Plan, planExperiment } from '@ganx/core/engine';
import { adviseExperiment, type SpecAdvice } from '@ganx/core/spec';
import { Effect, type Scope } from 'effect';
import { type Chosen, openCompute } from './compute.js';
import { type Judged, type LoadRequest, load, locate } from './load.js';
import { runEffect } from './run-effect.js';

export interface Planned {
  readonly loaded: Judged['loaded'];
  readonly chosen: Chosen;
  readonly plan: Plan;
  /** What is allowed and known to go badly. */
  readonly advice: readonly SpecAdvice[];
}

type Use<A> = (planned: Planned) => Effect.Effect<A, GanxError, Scope.Scope>;

/** Loads and plans an experiment, and hands it to `use` while what it holds (networks, graphs) is open. */
export async function withPlan<A>(request: LoadRequest, use: Use<A>): Promise<A> {
  return withPlanOf(await load(request), use);
}

/** The same with one that is loaded. */
export async function withPlanOf<A>({ loaded, experiment }: Judged, use: Use<A>): Promise<A> {
  const { spec, directory } = loaded;
  try {
    const chosen = await openCompute(spec.runtime, directory);
    const program = Effect.gen(function* () {
      const plan = yield* planExperiment({ experiment, compute: chosen.compute });
      const { generator, discriminator } = plan.built;
      const networks = { generator: generator.network.facts, discriminator: discriminator.network.facts };
      const advice = adviseExperiment(loaded, experiment, networks);
      return yield* use({ loaded, chosen, plan, advice });
    });
    return await runEffect(Effect.scoped(program));
  } catch (error) {
    throw locate(loaded, error);
  }
}
