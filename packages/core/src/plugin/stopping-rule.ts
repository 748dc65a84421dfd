import type { Component, ComponentDefinition, Defined, Stateful } from './component.js';
import type { Json } from './json.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Counters, DiscriminatorStats, GeneratorStats, MetricValue, VerdictType } from './run-facts.js';

/** What a rule may look at. */
export interface StopView {
  readonly counters: Counters;
  /** Training time of the run over all its processes, without the time between them. */
  readonly seconds: number;
  readonly discriminator: DiscriminatorStats | undefined;
  readonly generator: GeneratorStats | undefined;
  /** Values measured since this rule was last asked; empty at iterations without evaluation. */
  readonly evaluated: readonly MetricValue[];
}

/** The end of a run: the verdict decides its exit code, the reason is for people and has numbers in it. */
export interface StopDecision {
  readonly type: Exclude<VerdictType, 'interrupted' | 'failed'>;
  readonly reason: string;
}

/** One rule in one run. */
export interface StoppingRule extends Stateful {
  /** Asked after every iteration. A decision holds until the rule changes its mind, so that `all:` can combine rules. */
  decide(view: StopView): StopDecision | undefined;
  /** What a progress bar can count to, if the rule knows it. */
  readonly budget?: { readonly counter: keyof Counters | 'seconds'; readonly max: number };
}

/** Validated options of a nested rule. */
export type StoppingRuleSpec = { readonly type: string; readonly [option: string]: Json };

/** What `defineStoppingRule` takes. */
export interface StoppingRuleDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /**
   * Called once for each run and each check, and anew where a run goes back to a checkpoint. Throws an `OptionsError` for
   * options that do not go together.
   */
  create(options: OptionsOf<S>): StoppingRule;
  /** Names of metric values that the options refer to; the check makes sure that they are measured. */
  monitors?(options: OptionsOf<S>): readonly string[];
  /** It decides by the discriminator's accuracy, which not every loss gives a meaning. */
  readonly readsAccuracy?: boolean;
  /** The verdicts that it can give; left out: any. */
  readonly verdicts?: readonly StopDecision['type'][];
}

/** As the registry keeps it. */
export interface StoppingRuleComponent
  extends Component<'stopping-rule'>,
    Pick<StoppingRuleDefinition<OptionsSchema>, 'create' | 'monitors' | 'readsAccuracy' | 'verdicts'> {}

/**
 * When a run is over, for `stop:`; `any:` and `all:` of the skeleton combine rules, and every rule is asked whatever the
 * others said.
 *
 * ```ts
 * import { defineStoppingRule } from '@ganx/core/plugin';
 *
 * export const certain = defineStoppingRule({
 *   type: 'certain',
 *   description: 'Stops when the discriminator tells all examples right.',
 *   examples: [{ type: 'certain' }],
 *   create: () => ({
 *     decide: ({ discriminator }) =>
 *       discriminator?.accuracy === 1
 *         ? { type: 'overpowered', reason: 'the accuracy of the discriminator is 1' }
 *         : undefined,
 *   }),
 * });
 * ```
 */
export function defineStoppingRule<const S extends OptionsSchema | undefined = undefined>(
  definition: StoppingRuleDefinition<S>,
): Defined<StoppingRuleComponent, StoppingRuleDefinition<S>, 'create' | 'monitors'> {
  return { kind: 'stopping-rule', ...definition } as never;
}
