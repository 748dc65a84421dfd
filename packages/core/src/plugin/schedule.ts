import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** A number as a function of a counter. Pure: the same `t` gives the same number, in whatever order it is asked. */
export interface Schedule {
  /**
   * The number after `t` of the counter, at least 0. The counter is what the spec names (`counter: images`), less its
   * `start`; 0 until then.
   */
  at(t: number): number;
  /** Least and greatest number that `at` can give; held against the bounds of the option that it stands in. */
  readonly range: readonly [number, number];
}

/** What `defineSchedule` takes. */
export interface ScheduleDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called once for each run and each check; throws an `OptionsError` for options that do not go together. */
  create(options: OptionsOf<S>): Schedule;
}

/** As the registry keeps it. */
export interface ScheduleComponent
  extends Component<'schedule'>,
    Pick<ScheduleDefinition<OptionsSchema>, 'create'> {}

/**
 * How a number moves in a run, in place of any number whose option is schedulable.
 *
 * ```ts
 * import { defineSchedule } from '@ganx/core/plugin';
 *
 * export const sawtooth = defineSchedule({
 *   type: 'sawtooth',
 *   description: 'Rises from 0 to 1 over every thousand of the counter.',
 *   examples: [{ type: 'sawtooth' }],
 *   create: () => ({ at: (t) => (t % 1000) / 1000, range: [0, 1] }),
 * });
 * ```
 */
export function defineSchedule<const S extends OptionsSchema | undefined = undefined>(
  definition: ScheduleDefinition<S>,
): Defined<ScheduleComponent, ScheduleDefinition<S>, 'create'> {
  return { kind: 'schedule', ...definition } as never;
}
