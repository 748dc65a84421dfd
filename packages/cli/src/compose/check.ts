import { SpecError } from '@ganx/core';
import type { SourceText, SpecProblem } from '@ganx/core/spec';
import { Effect } from 'effect';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { withPlan } from './plan.js';

export interface Checked {
  readonly problems: readonly SpecProblem[];
  readonly sources: readonly SourceText[];
}

/** All that can be known of a spec before it trains. Mistakes are a result here; anything else is thrown. */
export async function check(file: string): Promise<Checked> {
  try {
    await withPlan({ file }, () => Effect.void);
    return { problems: [], sources: [] };
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const sources = error instanceof LocatedSpecError ? error.sources : [];
    return { problems: error.problems, sources };
  }
}
