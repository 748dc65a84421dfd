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

export interface BalanceDecision {
  readonly phase: Phase;
  /** True when this phase is the last of its iteration. Every iteration must end. */
  readonly endsIteration: boolean;
  /** For a person: why this phase now. */
  readonly reason: string;
}

export interface BalancePolicy extends Stateful {
  next(view: BalanceView): BalanceDecision;
}

export interface BalanceDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  create(options: OptionsOf<S>): BalancePolicy;
}

export interface BalanceComponent
  extends Component<'balance'>,
    Pick<BalanceDefinition<OptionsSchema>, 'create'> {}

/** Who trains next, for `balance:`. */
export function defineBalance<const S extends OptionsSchema | undefined = undefined>(
  definition: BalanceDefinition<S>,
): Defined<BalanceComponent, BalanceDefinition<S>, 'create'> {
  return { kind: 'balance', ...definition } as never;
}
