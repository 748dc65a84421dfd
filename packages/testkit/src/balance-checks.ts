import type { BalanceComponent, BalanceDecision, BalancePolicy, Json } from '@ganx/core/plugin';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';
import { statsAt } from './run-views.js';

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
      if (phases > 10_000) throw new Error(`Iteration ${iteration} does not end.`);
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
export function balanceChecks(component: BalanceComponent, { registry }: CheckContext): Check[] {
  const each = (claim: string, run: (make: () => BalancePolicy) => void): Check => ({
    claim,
    run() {
      for (const example of component.examples) {
        run(() => component.create(resolveOptions(component, example, registry)));
      }
    },
  });
  return [
    each('every iteration ends, and every decision has a reason', (make) => {
      const policy = make();
      for (const { reason } of simulateBalance(() => policy, 60)) {
        if (reason.trim().length < 3) throw new Error(`A decision has the reason "${reason}".`);
      }
    }),
    each('both networks train', (make) => {
      const policy = make();
      const phases = new Set(simulateBalance(() => policy, 60).map(({ phase }) => phase));
      if (phases.size !== 2) throw new Error(`Only the ${[...phases].join()} trains in 60 iterations.`);
    }),
    each(
      'a policy that is saved and loaded between any two decisions decides as if nothing had happened',
      (make) => {
        const whole = make();
        let policy = make();
        const resumed = simulateBalance(
          () => policy,
          60,
          () => {
            const state = policy.save ? (JSON.parse(JSON.stringify(policy.save())) as Json) : undefined;
            policy = make();
            if (state !== undefined) policy.load?.(state);
          },
        );
        const expected = simulateBalance(() => whole, 60);
        const differs = resumed.findIndex(
          (decision, i) => JSON.stringify(decision) !== JSON.stringify(expected[i]),
        );
        if (differs !== -1) {
          throw new Error(
            `Decision ${differs} is ${JSON.stringify(resumed[differs])}, without a save ${JSON.stringify(expected[differs])}.`,
          );
        }
      },
    ),
  ];
}
