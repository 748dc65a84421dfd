import { guarded } from '../../experiment/guard.js';
import type { RuleTree } from '../../experiment/opened.js';
import { rulesOf } from '../../experiment/rule-tree.js';
import type { StopDecision, StoppingRule, StopView } from '../../plugin/index.js';
import type { StatefulPart } from '../state/state.js';

export interface FiredRule extends StopDecision {
  /** The rule's `type`; of a combination, that of the rule whose verdict it takes. */
  readonly rule: string;
}

export interface Stopping {
  /** Asks every rule, whatever the others said: they keep state. */
  decide(view: StopView): FiredRule | undefined;
  readonly parts: readonly StatefulPart[];
  readonly budget: StoppingRule['budget'];
  /** After so many seconds of training the run ends, whatever else it does. */
  readonly seconds: number | undefined;
}

/** Where several rules stop in the same iteration, the gravest verdict is the run's. */
const gravity = ['diverged', 'collapsed', 'overpowered', 'converged', 'budget'] as const;

/** The rules of `stop:`. `any` needs one that has decided, `all` waits for every one; ties go to the spec's order. */
export function openStopping(rules: RuleTree): Stopping {
  return {
    decide: (view) => ask(rules, view),
    parts: rulesOf(rules),
    budget: budgetOf(rules),
    seconds: secondsOf(rules),
  };
}

function ask(node: RuleTree, view: StopView): FiredRule | undefined {
  if (!('combine' in node)) {
    const { component, type, value } = node;
    const decision = guarded({ component, hook: 'decide', iteration: view.counters.iteration }, () =>
      value.decide(view),
    );
    return decision && { ...decision, rule: type };
  }
  const answers = node.of.map((child) => ask(child, view));
  const fired = answers.filter((answer) => answer !== undefined);
  if (fired.length === 0 || (node.combine === 'all' && fired.length < answers.length)) return undefined;
  const gravest = fired.reduce((a, b) => (gravity.indexOf(b.type) < gravity.indexOf(a.type) ? b : a));
  if (node.combine === 'any') return gravest;
  return { ...gravest, reason: fired.map(({ reason }) => reason).join(', and ') };
}

/** What a display can count to: the first budget of `any`; of `all` only if every rule has the same counter. */
export function budgetOf(node: RuleTree): StoppingRule['budget'] {
  if (!('combine' in node)) return node.value.budget;
  const budgets = node.of.map(budgetOf);
  if (node.combine === 'any') return budgets.find((budget) => budget !== undefined);
  const [first] = budgets;
  if (!first || budgets.some((budget) => budget?.counter !== first.counter)) return undefined;
  return { counter: first.counter, max: Math.max(...budgets.map((budget) => budget!.max)) };
}

/** The seconds of training that suffice to end a run: the fewest of `any`; of `all` only where every rule counts them. */
export function secondsOf(node: RuleTree): number | undefined {
  if (!('combine' in node)) {
    const { budget } = node.value;
    return budget?.counter === 'seconds' ? budget.max : undefined;
  }
  const each = node.of.map(secondsOf);
  const known = each.filter((seconds) => seconds !== undefined);
  if (known.length === 0) return undefined;
  if (node.combine === 'any') return Math.min(...known);
  return known.length === each.length ? Math.max(...known) : undefined;
}
