import { resolve } from 'node:path';
import { exitCodeOfError, SpecError } from '@ganx/core';
import type { SourceText, SpecAdvice, SpecProblem } from '@ganx/core/spec';
import { Effect } from 'effect';
import { type ErrorFacts, factsOf } from '../errors/error-facts.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { furtherProblems } from './further-problems.js';
import type { LoadRequest } from './load.js';
import { withPlan } from './plan.js';

export interface Checked {
  readonly problems: readonly SpecProblem[];
  /** What is allowed and known to go badly; empty where there are problems. */
  readonly advice: readonly SpecAdvice[];
  readonly sources: readonly SourceText[];
  readonly exitCode: ExitCode;
  /** What was thrown instead of a mistake with a place; it is among the problems too. */
  readonly failure?: unknown;
}

/** All that can be known of a spec before it trains. Mistakes are a result here, and so is whatever keeps it from being judged. */
export async function check(request: LoadRequest): Promise<Checked> {
  try {
    const found = await withPlan(request, ({ advice, loaded: { sources } }) =>
      Effect.succeed({ advice, sources }),
    );
    return { problems: [], ...found, exitCode: exitCodes.done };
  } catch (error) {
    if (error instanceof SpecError) {
      const sources = error instanceof LocatedSpecError ? error.sources : [];
      const problems = [...error.problems, ...(await furtherProblems(request, error.problems))];
      return { problems, advice: [], sources, exitCode: exitCodeOfError(error) };
    }
    const facts = factsOf(error);
    return {
      problems: [asProblem(request.file, facts)],
      advice: [],
      sources: [],
      exitCode: facts.exitCode,
      failure: error,
    };
  }
}

/** A failure that belongs to no line of the file, such as a backend that is not installed. */
function asProblem(file: string, { code, message, cause, suggestions }: ErrorFacts): SpecProblem {
  const because = cause === undefined || message.includes(cause) ? '' : ` (${cause})`;
  return { code, file: resolve(file), line: 1, column: 1, path: '', message: message + because, suggestions };
}
