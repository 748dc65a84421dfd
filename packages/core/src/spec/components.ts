import type { Json } from '../plugin/json.js';
import type { ComponentKind } from '../plugin/options.js';
import type { ComponentOf } from '../plugin/plugin.js';
import type { Registry } from '../plugin/registry.js';
import { componentSchema } from './component-schema.js';
import { join } from './path.js';
import { itemSchema, slotOf, type Schema } from './schema.js';
import { skeleton } from './skeleton.js';
import type { ComponentSpec, ExperimentSpec } from './types.js';

/** One component of a resolved spec and where it stands. */
export interface Used<K extends ComponentKind = ComponentKind> {
  readonly kind: K;
  readonly path: string;
  readonly spec: ComponentSpec;
  readonly component: ComponentOf[K];
}

/** Every component of a resolved spec, nested ones after the one that they stand in. */
export function componentsOf(spec: ExperimentSpec, registry: Registry): readonly Used[] {
  const used: Used[] = [];
  visit(spec as unknown as Json, skeleton, '', registry, used);
  return used;
}

export const ofKind = <K extends ComponentKind>(used: readonly Used[], kind: K): readonly Used<K>[] =>
  used.filter((one) => one.kind === kind) as unknown as readonly Used<K>[];

function visit(value: Json | undefined, schema: Schema | undefined, path: string, registry: Registry, used: Used[]): void {
  if (value === undefined || value === null || typeof value !== 'object' || !schema) return;
  const slot = slotOf(schema);
  if (Array.isArray(value)) {
    const inList = (i: number): Schema | undefined => (slot?.is === 'component-list' ? { 'x-ganx-component': slot.kind } : itemSchema(schema, i));
    value.forEach((item: Json, i) => visit(item, inList(i), join(path, i), registry, used));
    return;
  }
  const map = value as { readonly [key: string]: Json };
  if (slot?.is === 'network' && !('type' in map)) return visit(map['layers'], layerList, join(path, 'layers'), registry, used);
  if (slot?.is === 'stop' && !('type' in map)) {
    for (const key of ['any', 'all']) visit(map[key], ruleList, join(path, key), registry, used);
    return;
  }
  if (!slot) return visitProperties(map, schema, path, registry, used);
  const kind = slot.is === 'network' ? 'network' : slot.is === 'stop' ? 'stopping-rule' : slot.kind;
  const registered = registry.find(kind, String(map['type']));
  if (!registered) return;
  used.push({ kind, path, spec: map as ComponentSpec, component: registered.component });
  visitProperties(map, componentSchema(registered), path, registry, used);
}

function visitProperties(map: { readonly [key: string]: Json }, schema: Schema, path: string, registry: Registry, used: Used[]): void {
  for (const [key, child] of Object.entries(map)) visit(child, schema.properties?.[key], join(path, key), registry, used);
}

const layerList: Schema = { 'x-ganx-component-list': 'layer' };
const ruleList: Schema = { items: { 'x-ganx-stop': true } };
