import type { Json, StopDecision, StoppingRule, StoppingRuleComponent } from '@ganx/core/plugin';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';
import { stopViewAt } from './run-views.js';

const verdicts = ['converged', 'budget', 'diverged', 'collapsed', 'overpowered'];

/** What holds for every stopping rule, for each of its examples. */
export function stoppingChecks(component: StoppingRuleComponent, { registry }: CheckContext): Check[] {
  const each = (
    claim: string,
    run: (make: () => StoppingRule, monitors: readonly string[]) => void,
  ): Check => ({
    claim,
    run() {
      for (const example of component.examples) {
        const options = resolveOptions(component, example, registry);
        run(() => component.create(options), component.monitors?.(options) ?? []);
      }
    },
  });
  return [
    each('before anything has happened it lets the run go on', (make) => {
      const decision = make().decide({
        ...stopViewAt(0, []),
        discriminator: undefined,
        generator: undefined,
      });
      if (decision) throw new Error(`It stops at iteration 0: ${decision.reason}`);
    }),
    each('every decision has a known verdict and a reason with a number in it', (make, monitors) => {
      const rule = make();
      for (const iteration of [...range(1, 200), 100_000_000]) {
        const decision = rule.decide(stopViewAt(iteration, monitors));
        if (decision && !verdicts.includes(decision.type))
          throw new Error(`The verdict is "${decision.type}".`);
        if (decision && !/\d/.test(decision.reason))
          throw new Error(`The reason "${decision.reason}" has no number in it.`);
      }
    }),
    each(
      'a rule that is saved and loaded after every iteration decides as if nothing had happened',
      (make, monitors) => {
        const whole = make();
        let rule = make();
        for (const iteration of range(1, 200)) {
          const view = stopViewAt(iteration, monitors);
          const [expected, seen] = [whole.decide(view), rule.decide(view)].map(
            (decision: StopDecision | undefined) => JSON.stringify(decision) ?? 'none',
          );
          if (seen !== expected)
            throw new Error(`Iteration ${iteration}: ${seen}, without a save ${expected}.`);
          const state = rule.save ? (JSON.parse(JSON.stringify(rule.save())) as Json) : undefined;
          rule = make();
          if (state !== undefined) rule.load?.(state);
        }
      },
    ),
    each('a budget that it names is where it stops', (make) => {
      const { budget } = make();
      if (!budget) return;
      const stopsAt = (spent: number) => {
        const view = stopViewAt(1, []);
        const { counter } = budget;
        return make().decide(
          counter === 'seconds'
            ? { ...view, seconds: spent }
            : { ...view, counters: { ...view.counters, [counter]: spent } },
        );
      };
      if (stopsAt(budget.max - 1)) throw new Error(`It stops before ${budget.max} ${budget.counter}.`);
      if (!stopsAt(budget.max)) throw new Error(`It does not stop at ${budget.max} ${budget.counter}.`);
    }),
  ];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
