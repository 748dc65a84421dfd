import { SpecError } from '@ganx/core';
import type { SourceText, SpecProblem } from '@ganx/core/spec';

/** Problems together with the texts that they stand in, so that a code frame can be drawn. */
export class LocatedSpecError extends SpecError {
  constructor(
    problems: readonly SpecProblem[],
    readonly sources: readonly SourceText[],
  ) {
    super(problems);
  }
}
