import { ResumeError } from '../../errors.js';
import type { Named, RuleTree } from '../../experiment/opened.js';
import type { Counters, Json, StoppingRule } from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Plan } from '../api.js';
import type { SnapshotFacts } from '../state/state.js';

/** What a state has used of the budgets of stopping rules. */
export type Spending = Counters & { readonly seconds: number };

/**
 * The rules whose budget a state has used up, so that a run that goes on from it ends at once: those that must be changed to
 * train on. None where the tree of rules waits for another one.
 */
export function spentRules(node: RuleTree, used: Spending): readonly Named<StoppingRule>[] {
  if (!('combine' in node)) {
    const { budget } = node.value;
    return budget && used[budget.counter] >= budget.max ? [node] : [];
  }
  const spent = node.of.map((child) => spentRules(child, used));
  if (node.combine === 'any') return spent.flat();
  return spent.every((child) => child.length > 0) ? (spent[0] ?? []) : [];
}

/** What each of the rules has allowed, as `stop.any.0 allows 800 iterations, and 800 are done`. */
export function spentText(rules: readonly Named<StoppingRule>[], used: Spending): string {
  return rules
    .map(({ place, value }) => {
      const { counter, max } = value.budget!;
      const unit = { iteration: 'iterations', seconds: 'seconds of training' }[counter as string] ?? counter;
      return `${place} allows ${max} ${unit}, and ${Math.floor(used[counter])} are done`;
    })
    .join('; ');
}

/**
 * Changes of a spec that leave the rules room: the limit of each, by its path in the tree of rules and twice what is used,
 * as `stop.any.0.max=40`. Empty where a rule has no limit that can be told from its options.
 */
export function roomFor(
  { stop }: Pick<ExperimentSpec, 'stop'>,
  rules: readonly Named<StoppingRule>[],
  used: Spending,
): string {
  const changes = rules.map(({ place, value }) => {
    const { counter, max } = value.budget!;
    const options = place
      .split('.')
      .slice(1)
      .reduce<unknown>((node, key) => (node as never)[key], stop);
    const limit = Object.entries(options as Record<string, Json>).find(
      ([key, own]) => /^max/.test(key) && typeof own === 'number',
    );
    const twice = 2 * Math.max(1, Math.ceil(used[counter] / max));
    return limit && `${place}.${limit[0]}=${twice * (limit[1] as number)}`;
  });
  return changes.includes(undefined) ? '' : changes.join(' ');
}

/** Refuses to begin with a state from which training would end one iteration later. */
export function refuseSpent({ built, spec }: Plan, { counters, seconds }: SnapshotFacts): void {
  const used = { ...counters, seconds };
  const rules = spentRules(built.experiment.forSession.rules, used);
  if (rules.length === 0) return;
  const room = roomFor(spec, rules, used);
  const how = room === '' ? '' : `, as by \`${room}\``;
  throw new ResumeError(
    'GANX_BUDGET_SPENT',
    `There is nothing left to train, because counters go on from where they were: ${spentText(rules, used)}. Give the run room${how}.`,
  );
}
