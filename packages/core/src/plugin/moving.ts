import { OptionsError, PluginError } from '../errors.js';
import type { ComponentKind, ComponentOption, Moving, PropertySchema, Schedulable } from './options.js';
import type { Registry } from './registry.js';
import type { Counters } from './run-facts.js';
import type { Schedule } from './schedule.js';

/** Says what a number of an option is now. */
export type NumberNow = (number: Schedulable) => number;

/** What numbers are where a run's counters stand. */
export const numbersAt =
  (counters: Counters): NumberNow =>
  (number) =>
    typeof number === 'number' ? number : number.at(counters);

/** Counters before the first step. */
export const atStart: Counters = { iteration: 0, discriminatorSteps: 0, generatorSteps: 0, images: 0 };

/** Least and greatest value of an option's number. */
export const boundsOf = (number: Schedulable): readonly [number, number] =>
  typeof number === 'number' ? [number, number] : number.range;

const counterKeys = {
  iterations: 'iteration',
  discriminatorSteps: 'discriminatorSteps',
  generatorSteps: 'generatorSteps',
  images: 'images',
} as const satisfies Record<string, keyof Counters>;

/** Whether an option takes a schedule in place of its number. */
export const isSchedulable = (schema: { readonly [keyword: string]: unknown } | undefined): boolean =>
  schema?.['x-ganx-schedulable'] === true;

/** Kinds whose components are asked at each step, and so can read a number that moves. */
const readers: readonly ComponentKind[] = ['conditioning', 'loss', 'optimizer', 'regularizer'];

/** What is wrong with an option that calls itself schedulable. */
export function schedulableFault(kind: ComponentKind, schema: PropertySchema): string | undefined {
  if (schema['x-ganx-schedulable'] === undefined) return undefined;
  if (!isSchedulable(schema)) return 'must say `x-ganx-schedulable: true`, or nothing of it';
  if (schema.type !== 'number') return 'is schedulable, but its type is not "number"';
  if (!readers.includes(kind))
    return `is schedulable, but a ${kind} has no way to read a number that moves; those that have: ${readers.join(', ')}`;
  return undefined;
}

/** A component's options, with schedules in place of numbers opened. */
export interface OpenedOptions {
  readonly options: Readonly<Record<string, unknown>>;
  /** Those that move, in the order of the options. */
  readonly moving: readonly Moving[];
}

/**
 * Opens the numbers that move among validated options: what a component's factory is given.
 *
 * @param place where the options stand in the spec: `regularizers.0`.
 * Errors     OptionsError where a schedule's options do not go together, or its numbers leave the bounds of the option.
 */
export function openMoving(
  options: Readonly<Record<string, unknown>>,
  properties: { readonly [name: string]: PropertySchema },
  registry: Registry,
  place: string,
): OpenedOptions {
  const opened: Record<string, unknown> = { ...options };
  const moving: Moving[] = [];
  for (const [name, schema] of Object.entries(properties)) {
    const written = options[name];
    if (!isSchedulable(schema) || typeof written !== 'object' || written === null) continue;
    const number = makeMoving(written as ComponentOption, schema, registry, name, `${place}.${name}`);
    opened[name] = number;
    moving.push(number);
  }
  return { options: opened, moving };
}

function makeMoving(
  { type, counter, start, ...own }: ComponentOption,
  schema: PropertySchema,
  registry: Registry,
  name: string,
  place: string,
): Moving {
  const component = `schedule "${type}"`;
  const schedule = created(() => registry.get('schedule', type).create(own as never), component, name);
  requireBounds(schedule, schema, component, name);
  const key = counterKeys[counter as keyof typeof counterKeys];
  const [least, greatest] = schedule.range;
  return {
    place,
    range: schedule.range,
    at(counters) {
      const value = schedule.at(Math.max(0, counters[key] - (start as number)));
      // The last digit may differ where a range is what a formula gives at its ends.
      const slack = 1e-9 * Math.max(Math.abs(least), Math.abs(greatest));
      if (value >= least - slack && value <= greatest + slack)
        return Math.min(Math.max(value, least), greatest);
      throw new PluginError(
        'GANX_PLUGIN_SCALAR',
        `The ${component} at ${place} gives ${value} after ${counters[key]} ${counter}, expected a number from ${least} to ${greatest}, as its range says.`,
        { place: { component, hook: 'at', iteration: counters.iteration + 1 } },
      );
    },
  };
}

/** What the schedule's factory makes; what it says of its options is said of them where they stand. */
function created(make: () => Schedule, component: string, name: string): Schedule {
  let schedule: Schedule;
  try {
    schedule = make();
  } catch (error) {
    if (error instanceof OptionsError) throw new OptionsError(`${name}.${error.option}`, error.message);
    throw error;
  }
  const [least, greatest] = schedule?.range ?? [];
  if (
    typeof schedule?.at === 'function' &&
    Number.isFinite(least) &&
    least! <= greatest! &&
    greatest! < Infinity
  )
    return schedule;
  throw new PluginError(
    'GANX_PLUGIN_RESULT',
    `The ${component} is not made of a function \`at\` and a \`range\` of two finite numbers in order.`,
    { place: { component, hook: 'create' } },
  );
}

const limits = [
  ['minimum', 0, (value: number, limit: number) => value >= limit, 'at least'],
  ['exclusiveMinimum', 0, (value: number, limit: number) => value > limit, 'above'],
  ['maximum', 1, (value: number, limit: number) => value <= limit, 'at most'],
  ['exclusiveMaximum', 1, (value: number, limit: number) => value < limit, 'below'],
] as const;

/** All that a schedule can give is allowed where it stands. */
function requireBounds({ range }: Schedule, schema: PropertySchema, component: string, name: string): void {
  for (const [keyword, end, holds, words] of limits) {
    const limit = schema[keyword];
    if (typeof limit !== 'number' || holds(range[end], limit)) continue;
    throw new OptionsError(
      name,
      `The ${component} goes ${end === 0 ? 'down' : 'up'} to ${range[end]}, but "${name}" must be ${words} ${limit}, at every moment.`,
    );
  }
}
