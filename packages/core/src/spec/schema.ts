import type { Json } from '../plugin/json.js';
import type { ComponentKind } from '../plugin/options.js';

/**
 * A Draft-07 schema with the keywords by which ganx marks the places of components. A marked place is not described
 * further: what may stand there depends on the plugins in use.
 */
export interface Schema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema | readonly Schema[];
  readonly default?: Json;
  readonly 'x-ganx-component'?: ComponentKind;
  readonly 'x-ganx-component-list'?: ComponentKind;
  /** A number, or a schedule. */
  readonly 'x-ganx-schedulable'?: true;
  /** `{ layers: [...] }` or a preset. */
  readonly 'x-ganx-network'?: 'generator' | 'discriminator';
  /** A rule, or rules combined by `any:` or `all:`. */
  readonly 'x-ganx-stop'?: true;
  readonly [keyword: string]: unknown;
}

/** What stands at a place: one component, a list of them, a network, a stopping rule, or plain data. */
export type Slot =
  | { readonly is: 'component'; readonly kind: ComponentKind }
  | { readonly is: 'component-list'; readonly kind: ComponentKind }
  | { readonly is: 'network'; readonly role: 'generator' | 'discriminator' }
  | { readonly is: 'stop' };

export function slotOf(schema: Schema | undefined): Slot | undefined {
  if (schema?.['x-ganx-component']) return { is: 'component', kind: schema['x-ganx-component'] };
  if (schema?.['x-ganx-component-list'])
    return { is: 'component-list', kind: schema['x-ganx-component-list'] };
  if (schema?.['x-ganx-network']) return { is: 'network', role: schema['x-ganx-network'] };
  return schema?.['x-ganx-stop'] ? { is: 'stop' } : undefined;
}

/** The same for what is written there: a map in place of a number that may move is a schedule. */
export const slotAt = (schema: Schema | undefined, isMap: boolean): Slot | undefined =>
  slotOf(schema) ??
  (isMap && schema?.['x-ganx-schedulable'] ? { is: 'component', kind: 'schedule' } : undefined);

/** Schema of an item of a list. */
export function itemSchema(schema: Schema, index: number): Schema | undefined {
  return Array.isArray(schema.items)
    ? (schema.items[index] as Schema | undefined)
    : (schema.items as Schema | undefined);
}
