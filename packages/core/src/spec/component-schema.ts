import type { Json } from '../plugin/json.js';
import { frameworkOptions } from '../plugin/kinds.js';
import type { ComponentKind } from '../plugin/options.js';
import type { Registered } from '../plugin/registry.js';
import type { Schema } from './schema.js';

/** What a person calls a component of this kind. */
export const kindNames: { readonly [K in ComponentKind]: string } = {
  augmentation: 'augmentation',
  balance: 'balance policy',
  callback: 'callback',
  conditioning: 'conditioning',
  dataset: 'dataset',
  'feature-extractor': 'feature extractor',
  launcher: 'launcher',
  layer: 'layer',
  logger: 'logger',
  loss: 'loss',
  metric: 'metric',
  network: 'network preset',
  optimizer: 'optimizer',
  pruner: 'pruner',
  regularizer: 'regularizer',
  schedule: 'schedule',
  search: 'search method',
  'stopping-rule': 'stopping rule',
  'weight-transform': 'weight transform',
};

/** Kinds that only sweeps name. */
export const sweepKinds: readonly ComponentKind[] = ['launcher', 'pruner', 'search'];

/** By component and address: two plugins may bring one component under two names. */
const made = new WeakMap<object, Map<string, Schema>>();

/** Schema of a component as a spec writes it: its type, the options of its kind, its own options; closed. */
export function componentSchema({ address, component }: Registered): Schema {
  const known = made.get(component) ?? new Map<string, Schema>();
  const before = known.get(address);
  if (before) return before;
  const { options, kind } = component;
  const schema: Schema = {
    ...options,
    type: 'object',
    additionalProperties: false,
    required: ['type', ...(options?.required ?? [])],
    properties: {
      type: { description: component.description, const: address },
      ...(options?.properties as Schema['properties']),
      ...(frameworkOptions[kind] as Schema['properties']),
    },
  };
  made.set(component, known.set(address, schema));
  return schema;
}

/** A component's own options, without its type and what the framework reads: what `create` is given. */
export function ownOptions<T = Record<string, Json>>(
  kind: ComponentKind,
  spec: { readonly [key: string]: Json },
): T {
  const taken = frameworkOptions[kind] ?? {};
  return Object.fromEntries(Object.entries(spec).filter(([key]) => key !== 'type' && !(key in taken))) as T;
}
