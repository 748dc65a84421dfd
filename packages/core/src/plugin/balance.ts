import type { Component, ComponentDefinition, Defined, Stateful } from './component.js';
import type { Phase } from './events.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Counters, DiscriminatorStats, GeneratorStats } from './run-facts.js';

/** What a policy may look at when it is asked for the next phase. */
export interface BalanceView {
  readonly counters: Counters;
  /** Steps already made in this iteration. */
  readonly turn: { readonly discriminatorSteps: number; readonly generatorSteps: number };
  /** Results of the latest step of each network; undefined before the first. */
  readonly discriminator: DiscriminatorStats | undefined;
  readonly generator: GeneratorStats | undefined;
}

/** What to do next. */
export interface BalanceDecision {
  readonly phase: Phase;
  /** True when this phase is the last of its iteration. Every iteration must end. */
  readonly endsIteration: boolean;
  /** For a person: why this phase now. */
  readonly reason: string;
}

/** One policy in one run. */
export interface BalancePolicy extends Stateful {
  /** Asked before every step; the step is made as it says. The same training gives the same decisions. */
  next(view: BalanceView): BalanceDecision;
}

/** What `defineBalance` takes. */
export interface BalanceDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /**
   * Called once for each run and each check, and anew where a run goes back to a checkpoint. Throws an `OptionsError` for
   * options that do not go together.
   */
  create(options: OptionsOf<S>): BalancePolicy;
  /** It decides by the discriminator's accuracy, which not every loss gives a meaning. */
  readonly readsAccuracy?: boolean;
}

/** As the registry keeps it. */
export interface BalanceComponent
  extends Component<'balance'>,
    Pick<BalanceDefinition<OptionsSchema>, 'create' | 'readsAccuracy'> {}

/**
 * Who trains next, for `balance:`. An iteration that does not end within 10,000 steps is a fault of the policy
 * (`GANX_PLUGIN_BALANCE_ENDLESS`).
 *
 * ```ts
 * import { defineBalance } from '@ganx/core/plugin';
 *
 * export const alternate = defineBalance({
 *   type: 'alternate',
 *   description: 'One discriminator step, then one generator step.',
 *   examples: [{ type: 'alternate' }],
 *   create: () => ({
 *     next: ({ turn }) =>
 *       turn.discriminatorSteps === 0
 *         ? { phase: 'discriminator', endsIteration: false, reason: 'the discriminator comes first' }
 *         : { phase: 'generator', endsIteration: true, reason: 'then the generator' },
 *   }),
 * });
 * ```
 */
export function defineBalance<const S extends OptionsSchema | undefined = undefined>(
  definition: BalanceDefinition<S>,
): Defined<BalanceComponent, BalanceDefinition<S>, 'create'> {
  return { kind: 'balance', ...definition } as never;
}
