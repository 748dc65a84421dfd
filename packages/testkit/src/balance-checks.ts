import type { BalanceComponent, BalanceDecision, BalancePolicy } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { statsAt } from './run-views.js';
import { savedState } from './saved-state.js';
import { drawsFromMathRandom, times } from './trial.js';

/** Lets a policy run an imagined training; `between` is called with the number of each decision. */
export function simulateBalance(
  policy: () => BalancePolicy,
  iterations: number,
  between: (decision: number) => void = () => undefined,
): BalanceDecision[] {
  const decisions: BalanceDecision[] = [];
  let [discriminatorSteps, generatorSteps] = [0, 0];
  for (let iteration = 0; iteration < iterations; iteration++) {
    const turn = { discriminatorSteps: 0, generatorSteps: 0 };
    for (let phases = 0; ; phases++) {
      if (phases > 10_000) throw new Finding(`Iteration ${iteration} does not end.`);
      between(decisions.length);
      const decision = policy().next({
        counters: { iteration, discriminatorSteps, generatorSteps, images: 64 * discriminatorSteps },
        turn: { ...turn },
        discriminator: discriminatorSteps === 0 ? undefined : statsAt(discriminatorSteps).discriminator,
        generator: generatorSteps === 0 ? undefined : statsAt(generatorSteps).generator,
      });
      decisions.push(decision);
      if (decision.phase === 'discriminator') {
        turn.discriminatorSteps++;
        discriminatorSteps++;
      } else {
        turn.generatorSteps++;
        generatorSteps++;
      }
      if (decision.endsIteration) break;
    }
  }
  return decisions;
}

/** What holds for every balance policy, for each of its examples. */
export function balanceChecks(component: BalanceComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => (): BalancePolicy => component.create(options)),
  );
  return [
    each('decision', 'every iteration ends, and every decision has a reason', (make) => {
      const policy = make();
      for (const { reason } of simulateBalance(() => policy, 60)) {
        if (reason.trim().length < 3) throw new Finding(`A decision has the reason "${reason}".`);
      }
    }),
    each('decision', 'both networks train', (make) => {
      const policy = make();
      const phases = new Set(simulateBalance(() => policy, 60).map(({ phase }) => phase));
      if (phases.size !== 2) throw new Finding(`Only the ${[...phases].join()} trains in 60 iterations.`);
    }),
    each('non-deterministic', 'the same training makes it decide the same', async (make) => {
      const [once, again] = [make(), make()].map((policy) => simulateBalance(() => policy, 60));
      differ(once!, again!, 'in a second run');
      const draws = await drawsFromMathRandom(() => simulateBalance(keep(make()), 20));
      if (draws > 0) throw new Finding(`Math.random is called ${times(draws)} in 20 iterations.`);
    }),
    each('state-format', 'its state is plain JSON', (make) => {
      const policy = make();
      simulateBalance(() => policy, 20);
      savedState(policy);
    }),
    each(
      'state-lost',
      'a policy that is saved and loaded between any two decisions decides as if nothing had happened',
      (make) => {
        const whole = make();
        let policy = make();
        const resumed = simulateBalance(
          () => policy,
          60,
          () => {
            const state = savedState(policy);
            policy = make();
            if (state !== undefined) policy.load?.(state);
          },
        );
        differ(
          resumed,
          simulateBalance(() => whole, 60),
          'without a save',
        );
      },
    ),
  ];
}

const keep = (policy: BalancePolicy) => () => policy;

function differ(seen: BalanceDecision[], expected: BalanceDecision[], where: string): void {
  const at = seen.findIndex((decision, i) => JSON.stringify(decision) !== JSON.stringify(expected[i]));
  if (at !== -1) {
    throw new Finding(
      `Decision ${at} is ${JSON.stringify(seen[at])}, ${where} ${JSON.stringify(expected[at])}.`,
    );
  }
}
