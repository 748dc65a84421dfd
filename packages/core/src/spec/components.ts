import type { Json } from '../plugin/json.js';
import type { ComponentKind } from '../plugin/options.js';
import type { ComponentOf } from '../plugin/plugin.js';
import type { Registry } from '../plugin/registry.js';
import { componentSchema } from './component-schema.js';
import { networkFrame } from './network-frame.js';
import { join } from './path.js';
import { itemSchema, type Schema, slotAt } from './schema.js';
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
  return [...visit(spec as unknown as Json, skeleton, '', registry)];
}

export const ofKind = <K extends ComponentKind>(used: readonly Used[], kind: K): readonly Used<K>[] =>
  used.filter((one) => one.kind === kind) as unknown as readonly Used<K>[];

type Map = { readonly [key: string]: Json };

function* visit(
  value: Json | undefined,
  schema: Schema | undefined,
  path: string,
  registry: Registry,
): Generator<Used> {
  if (value === undefined || value === null || typeof value !== 'object' || !schema) return;
  const slot = slotAt(schema, !Array.isArray(value));
  if (Array.isArray(value)) {
    for (const [i, item] of (value as readonly Json[]).entries()) {
      const inList: Schema | undefined =
        slot?.is === 'component-list' ? { 'x-ganx-component': slot.kind } : itemSchema(schema, i);
      yield* visit(item, inList, join(path, i), registry);
    }
    return;
  }
  const map = value as Map;
  if (!slot) return yield* visitProperties(map, schema, path, registry);
  if (slot.is === 'network' && !('type' in map)) {
    return yield* visitProperties(map, networkFrame, path, registry);
  }
  if (slot.is === 'stop' && !('type' in map)) {
    for (const key of ['any', 'all']) yield* visit(map[key], ruleList, join(path, key), registry);
    return;
  }
  const kind = slot.is === 'network' ? 'network' : slot.is === 'stop' ? 'stopping-rule' : slot.kind;
  const registered = registry.find(kind, String(map.type));
  if (!registered) return;
  yield { kind, path, spec: map as ComponentSpec, component: registered.component };
  yield* visitProperties(map, componentSchema(registered), path, registry);
}

function* visitProperties(map: Map, schema: Schema, path: string, registry: Registry): Generator<Used> {
  for (const [key, child] of Object.entries(map)) {
    yield* visit(child, schema.properties?.[key], join(path, key), registry);
  }
}

const ruleList: Schema = { items: { 'x-ganx-stop': true } };
