import type { Json } from '../plugin/json.js';
import type { ComponentKind } from '../plugin/options.js';
import type { Registry } from '../plugin/registry.js';
import { componentSchema } from './component-schema.js';
import { networkFrame } from './network-frame.js';
import { itemSchema, type Schema, slotAt } from './schema.js';
import {
  asComponent,
  type Entry,
  fromJson,
  type MapNode,
  type ScalarNode,
  type TreeNode,
  typeOf,
} from './tree.js';

/**
 * Brings a composed tree into its full form: bare strings become `{ type }`, nulls that no schema takes are taken for
 * absent, defaults are filled in, keys stand in the order of their schema. Judges nothing: what does not fit its schema stays
 * as it is, for the validation to find.
 */
export function settle(node: TreeNode, schema: Schema, registry: Registry): TreeNode {
  const slot = slotAt(schema, node.kind === 'map');
  if (slot?.is === 'component') return settleComponent(node, slot.kind, registry);
  if (slot?.is === 'component-list') {
    return node.kind === 'list'
      ? { ...node, items: node.items.map((item) => settleComponent(item, slot.kind, registry)) }
      : node;
  }
  if (slot?.is === 'network') return settleNetwork(asComponent(node), registry);
  if (slot?.is === 'stop') return settleStop(asComponent(node), registry);
  if (node.kind === 'list') {
    return {
      ...node,
      items: node.items.map((item, i) => settle(item, itemSchema(schema, i) ?? {}, registry)),
    };
  }
  if (node.kind === 'scalar')
    return schema.properties?.type ? settleIfMap(asComponent(node), schema, registry) : asTyped(node, schema);
  return settleMap(node, schema, registry);
}

const settleIfMap = (node: TreeNode, schema: Schema, registry: Registry): TreeNode =>
  node.kind === 'map' ? settleMap(node, schema, registry) : node;

function settleComponent(node: TreeNode, kind: ComponentKind, registry: Registry): TreeNode {
  const component = asComponent(node);
  const type = typeOf(component);
  const registered = component.kind === 'map' && type !== undefined ? registry.find(kind, type) : undefined;
  if (component.kind !== 'map') return component;
  return registered
    ? settleMap(component, componentSchema(registered), registry)
    : settleMap(component, {}, registry);
}

function settleNetwork(node: TreeNode, registry: Registry): TreeNode {
  if (node.kind !== 'map' || node.entries.has('type')) return settleComponent(node, 'network', registry);
  return settleMap(node, networkFrame, registry);
}

function settleStop(node: TreeNode, registry: Registry): TreeNode {
  if (node.kind !== 'map' || node.entries.has('type'))
    return settleComponent(node, 'stopping-rule', registry);
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => {
    if ((key !== 'any' && key !== 'all') || entry.node.kind !== 'list') return [key, entry];
    const items = entry.node.items.map((item) => settleStop(asComponent(item), registry));
    return [key, { ...entry, node: { ...entry.node, items } }];
  });
  return { ...node, entries: new Map(entries) };
}

function settleMap(node: MapNode, schema: Schema, registry: Registry): MapNode {
  const properties = schema.properties ?? {};
  const entries = new Map<string, Entry>();
  for (const [key, property] of Object.entries(properties)) {
    const written = node.entries.get(key);
    if (written && !isAbsent(written.node, property)) {
      entries.set(key, { key: written.key, node: settle(written.node, property, registry) });
    } else if (property.default !== undefined) {
      const fallback = fromJson(property.default);
      entries.set(key, { key: fallback.place, node: settle(fallback, property, registry) });
    }
  }
  for (const [key, entry] of node.entries) {
    if (!Object.hasOwn(properties, key)) entries.set(key, entry);
  }
  return { ...node, entries };
}

/** A null is a value only where the schema says so. */
function isAbsent(node: TreeNode, schema: Schema): boolean {
  return node.kind === 'scalar' && node.value === null && !node.broken && !takesNull(schema);
}

function takesNull(schema: Schema): boolean {
  if (schema.type === 'null' || (Array.isArray(schema.type) && schema.type.includes('null'))) return true;
  const branches = [...((schema.anyOf as Schema[]) ?? []), ...((schema.oneOf as Schema[]) ?? [])];
  return branches.some(takesNull) || (schema.enum as Json[] | undefined)?.includes(null) === true;
}

/**
 * `name=007` on the command line is text, because a name is. What a schema lists is no secret, wherever it came from, and
 * stays what it is.
 */
function asTyped({ fromEnvironment, ...own }: ScalarNode, schema: Schema): ScalarNode {
  const listed = schema.enum !== undefined || schema.const !== undefined;
  const node: ScalarNode = fromEnvironment && !listed ? { ...own, fromEnvironment } : own;
  const wantsText = schema.type === 'string' && node.value !== null && typeof node.value !== 'string';
  return wantsText && node.text !== undefined ? { ...node, value: node.text } : node;
}
