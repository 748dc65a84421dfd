import type { StoppingRule, StoppingRuleComponent } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { stopViewAt } from './run-views.js';
import { savedState } from './saved-state.js';
import { drawsFromMathRandom, times } from './trial.js';

const verdicts = ['converged', 'budget', 'diverged', 'collapsed', 'overpowered'];

interface Subject {
  make(): StoppingRule;
  readonly monitors: readonly string[];
}

/** What holds for every stopping rule, for each of its examples. */
export function stoppingChecks(component: StoppingRuleComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map(
      (options): Subject => ({
        make: () => component.create(options),
        monitors: component.monitors?.(options) ?? [],
      }),
    ),
  );
  const decisions = ({ make, monitors }: Subject): string[] => {
    const rule = make();
    return range(1, 200).map(
      (iteration) => JSON.stringify(rule.decide(stopViewAt(iteration, monitors))) ?? 'none',
    );
  };
  return [
    each('decision', 'before anything has happened it lets the run go on', ({ make }) => {
      const decision = make().decide({
        ...stopViewAt(0, []),
        discriminator: undefined,
        generator: undefined,
      });
      if (decision) throw new Finding(`It stops at iteration 0: ${decision.reason}`);
    }),
    each(
      'decision',
      'every decision has a known verdict and a reason with a number in it',
      ({ make, monitors }) => {
        const rule = make();
        for (const iteration of [...range(1, 200), 100_000_000]) {
          const decision = rule.decide(stopViewAt(iteration, monitors));
          if (decision && !verdicts.includes(decision.type))
            throw new Finding(`The verdict is "${decision.type}".`);
          if (decision && !/\d/.test(decision.reason))
            throw new Finding(`The reason "${decision.reason}" has no number in it.`);
        }
      },
    ),
    each('non-deterministic', 'the same training makes it decide the same', async (subject) => {
      const [once, again] = [decisions(subject), decisions(subject)];
      const at = once.findIndex((decision, i) => decision !== again[i]);
      if (at !== -1) throw new Finding(`Iteration ${at + 1}: ${once[at]}, in a second run ${again[at]}.`);
      const draws = await drawsFromMathRandom(() => decisions(subject));
      if (draws > 0) throw new Finding(`Math.random is called ${times(draws)} in 200 iterations.`);
    }),
    each('state-format', 'its state is plain JSON', ({ make, monitors }) => {
      const rule = make();
      for (const iteration of range(1, 20)) rule.decide(stopViewAt(iteration, monitors));
      savedState(rule);
    }),
    each(
      'state-lost',
      'a rule that is saved and loaded after every iteration decides as if nothing had happened',
      ({ make, monitors }) => {
        const whole = make();
        let rule = make();
        for (const iteration of range(1, 200)) {
          const view = stopViewAt(iteration, monitors);
          const [expected, seen] = [whole.decide(view), rule.decide(view)].map(
            (decision) => JSON.stringify(decision) ?? 'none',
          );
          if (seen !== expected)
            throw new Finding(`Iteration ${iteration}: ${seen}, without a save ${expected}.`);
          const state = savedState(rule);
          rule = make();
          if (state !== undefined) rule.load?.(state);
        }
      },
    ),
    each('decision', 'a budget that it names is where it stops', ({ make }) => {
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
      if (stopsAt(budget.max - 1)) throw new Finding(`It stops before ${budget.max} ${budget.counter}.`);
      if (!stopsAt(budget.max)) throw new Finding(`It does not stop at ${budget.max} ${budget.counter}.`);
    }),
  ];
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
