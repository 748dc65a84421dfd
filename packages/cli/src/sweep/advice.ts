import { GanxError } from '@ganx/core';
import { openExperiment } from '@ganx/core/experiment';
import type { SpecAdvice } from '@ganx/core/spec';
import type { ValidSweep } from '@ganx/core/sweep';
import { Effect } from 'effect';
import { withPlanOf } from '../compose/plan.js';

/**
 * What is known to go badly of the experiment that a sweep changes, told once and not by each trial. None where its
 * networks cannot be built as they stand: a parameter may mend that, and trials whose own cannot be say so.
 */
export async function sweepAdvice({ experiment: loaded }: ValidSweep): Promise<readonly SpecAdvice[]> {
  try {
    const experiment = await openExperiment(loaded);
    return await withPlanOf({ loaded, experiment }, ({ advice }) => Effect.succeed(advice));
  } catch (error) {
    if (error instanceof GanxError) return [];
    throw error;
  }
}
