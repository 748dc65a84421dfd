import type { Registry, StopDecision, StoppingRule, StopView } from '../plugin/index.js';
import type { StopSpec } from '../spec/types.js';
import { guarded } from './guard.js';
import { ownOptions } from './options.js';
import type { StatefulPart } from './state.js';

type Node =
  | { readonly rule: StoppingRule; readonly type: string; readonly component: string }
  | { readonly combine: 'any' | 'all'; readonly of: readonly Node[] };

export interface FiredRule extends StopDecision {
  /** The rule's `type`; of a combination, that of the rule whose verdict it takes. */
  readonly rule: string;
}

export interface Stopping {
  /** Asks every rule, whatever the others said: they keep state. */
  decide(view: StopView): FiredRule | undefined;
  readonly parts: readonly StatefulPart[];
  readonly budget: StoppingRule['budget'];
}

/** Where several rules stop in the same iteration, the gravest verdict is the run's. */
const gravity = ['diverged', 'collapsed', 'overpowered', 'converged', 'budget'] as const;

/** The rules of `stop:`. `any` needs one that has decided, `all` waits for every one; ties go to the spec's order. */
export function openStopping(spec: StopSpec, registry: Registry): Stopping {
  const parts: StatefulPart[] = [];
  const build = (node: StopSpec, place: string): Node => {
    for (const combine of ['any', 'all'] as const) {
      const children = (node as { readonly [key: string]: readonly StopSpec[] | undefined })[combine];
      if (!('type' in node) && children) {
        return { combine, of: children.map((child, index) => build(child, `${place}.${combine}.${index}`)) };
      }
    }
    const own = node as { readonly type: string };
    const definition = registry.get('stopping-rule', own.type);
    const component = `stopping-rule ${own.type}`;
    const rule = guarded({ component, hook: 'create' }, () =>
      definition.create(ownOptions(definition, own) as never),
    );
    parts.push({ place, component, value: rule });
    return { rule, type: own.type, component };
  };
  const root = build(spec, 'stop');
  return { decide: (view) => ask(root, view), parts, budget: budgetOf(root) };
}

function ask(node: Node, view: StopView): FiredRule | undefined {
  if ('rule' in node) {
    const { component, rule, type } = node;
    const decision = guarded({ component, hook: 'decide', iteration: view.counters.iteration }, () =>
      rule.decide(view),
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
function budgetOf(node: Node): StoppingRule['budget'] {
  if ('rule' in node) return node.rule.budget;
  const budgets = node.of.map(budgetOf);
  if (node.combine === 'any') return budgets.find((budget) => budget !== undefined);
  const [first] = budgets;
  if (!first || budgets.some((budget) => budget?.counter !== first.counter)) return undefined;
  return { counter: first.counter, max: Math.max(...budgets.map((budget) => budget!.max)) };
}
