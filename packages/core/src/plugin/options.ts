import type { FromSchema } from 'json-schema-to-ts';
import type { Json } from './json.js';
import type { Counters } from './run-facts.js';

/** A JSON Schema (Draft-07) for the options of one component: a closed object, every property described. */
export interface OptionsSchema {
  readonly type: 'object';
  readonly additionalProperties: false;
  readonly properties: { readonly [name: string]: PropertySchema };
  readonly required?: readonly string[];
}

/** Any Draft-07 schema with a description; kept open so that every keyword of the standard may be used. */
export interface PropertySchema {
  readonly description: string;
  /** This property holds a component (`{ type, ...options }`) of that kind, or with `component-list` an array of them. */
  readonly 'x-ganx-component'?: ComponentKind;
  readonly 'x-ganx-component-list'?: ComponentKind;
  /** This number of examples lies in memory at once: `ganx check` refuses one that the machine has no room for. */
  readonly 'x-ganx-counts'?: 'examples';
  /**
   * A number that may move: the spec takes a number or a schedule, whose numbers keep the option's bounds. Read it with
   * `step.value` in a term, with `now` in an optimizer.
   */
  readonly 'x-ganx-schedulable'?: true;
  readonly [keyword: string]: unknown;
}

/** A number of the host that changes with the run's counters, and with nothing else. */
export interface Moving {
  /** Where it stands in the spec; its value is logged as `number/place`. */
  readonly place: string;
  /** Least and greatest value. */
  readonly range: readonly [number, number];
  /** Its value for the step that is made where the counters stand. */
  at(counters: Counters): number;
}

/** An option that its schema calls schedulable. */
export type Schedulable = number | Moving;

/**
 * TypeScript type of validated options: defaults are filled in, so properties with a default are present. A property that
 * holds a component is `{ type, ...options }`, validated too.
 */
export type OptionsOf<S> = S extends OptionsSchema
  ? WithComponents<FromSchema<S & { readonly type: 'object' }>, S['properties']>
  : Record<never, never>;

/** A component as an option: `features: { type: 'lenet-mnist' }`. */
export type ComponentOption = { readonly type: string; readonly [option: string]: Json };

type WithComponents<Options, Properties> = {
  [Name in keyof Options]: Name extends keyof Properties
    ? Properties[Name] extends { readonly 'x-ganx-component': ComponentKind }
      ? ComponentOption
      : Properties[Name] extends { readonly 'x-ganx-component-list': ComponentKind }
        ? readonly ComponentOption[]
        : Properties[Name] extends { readonly 'x-ganx-schedulable': true }
          ? Schedulable | Exclude<Options[Name], number>
          : Options[Name]
    : Options[Name];
};

/** What a component can be. */
export type ComponentKind =
  | 'augmentation'
  | 'balance'
  | 'callback'
  | 'conditioning'
  | 'dataset'
  | 'feature-extractor'
  | 'launcher'
  | 'layer'
  | 'logger'
  | 'loss'
  | 'metric'
  | 'network'
  | 'optimizer'
  | 'pruner'
  | 'regularizer'
  | 'schedule'
  | 'search'
  | 'stopping-rule'
  | 'weight-transform';
