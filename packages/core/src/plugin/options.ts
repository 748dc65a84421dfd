import type { FromSchema } from 'json-schema-to-ts';

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
  readonly [keyword: string]: unknown;
}

/** TypeScript type of validated options: defaults are filled in, so properties with a default are present. */
export type OptionsOf<S> = S extends OptionsSchema
  ? FromSchema<S & { readonly type: 'object' }>
  : Record<never, never>;

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
  | 'search'
  | 'stopping-rule';
