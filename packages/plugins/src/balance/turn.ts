import type { BalanceDecision, BalanceView } from '@ganx/core/plugin';

/**
 * The next phase of an iteration that makes so many discriminator steps and then so many generator steps. At least one of
 * the two must be above 0, or the iteration would never end.
 */
export function nextInTurn(
  turn: BalanceView['turn'],
  discriminatorSteps: number,
  generatorSteps: number,
  why = '',
): BalanceDecision {
  const because = why === '' ? '' : `: ${why}`;
  if (turn.discriminatorSteps < discriminatorSteps) {
    const step = turn.discriminatorSteps + 1;
    return {
      phase: 'discriminator',
      endsIteration: step === discriminatorSteps && generatorSteps === 0,
      reason: `discriminator step ${step} of ${discriminatorSteps}${because}`,
    };
  }
  const step = turn.generatorSteps + 1;
  return {
    phase: 'generator',
    endsIteration: step >= generatorSteps,
    reason: `generator step ${step} of ${generatorSteps}${because}`,
  };
}

const count = (usual: number, minimum: number, description: string) =>
  ({ description, type: 'integer', minimum, default: usual }) as const;

/** Option for the generator steps that close an iteration. */
export const generatorStepsOption = count(
  1,
  1,
  'Generator steps per iteration, after the discriminator steps.',
);
