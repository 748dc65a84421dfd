import type { Json } from '../plugin/json.js';
import { split, toIndex } from './path.js';
import { byDefault, isDefault, type Place } from './place.js';

/**
 * A spec as data that remembers where every key and value was written. Aliases are expanded, so no two places share a
 * node, and composing and overriding may change nodes in place.
 */
export type TreeNode = ScalarNode | ListNode | MapNode;

interface NodeBase {
  place: Place;
  /** The `${...}` that this value came from. */
  reference?: string;
}

export interface FromEnvironment {
  readonly written: string;
  /** Variables that were asked for, set or not. */
  readonly variables: readonly string[];
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  value: null | boolean | number | string;
  /** As it was typed, for command-line and environment values: `name=007` is text where text is expected. */
  text?: string;
  /** Set for what holds a variable's value: how the same is written with references to the environment alone. */
  fromEnvironment?: FromEnvironment;
  /** `!!float 1`: a real number, although it is written as a whole one. */
  real?: true;
  /** A problem with this value was already reported; it must not lead to a second one. */
  broken?: true;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  items: TreeNode[];
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  entries: Map<string, Entry>;
}

export interface Entry {
  readonly key: Place;
  node: TreeNode;
}

export function toJson(node: TreeNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toJson);
  const object: Record<string, Json> = {};
  for (const [key, { node: child }] of node.entries) define(object, key, toJson(child));
  return object;
}

/** `__proto__` is a key like any other here. */
function define(object: Record<string, Json>, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

export function fromJson(value: Json, place: Place = byDefault): TreeNode {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromJson(item, place)), place };
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([key, child]): [string, Entry] => [
      key,
      { key: place, node: fromJson(child, place) },
    ]);
    return { kind: 'map', entries: new Map(entries), place };
  }
  return { kind: 'scalar', value: value as ScalarNode['value'], place };
}

export function clone(node: TreeNode): TreeNode {
  if (node.kind === 'scalar') return { ...node };
  if (node.kind === 'list') return { ...node, items: node.items.map(clone) };
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    { key: entry.key, node: clone(entry.node) },
  ]);
  return { ...node, entries: new Map(entries) };
}

export function childOf(node: TreeNode, key: string): TreeNode | undefined {
  if (node.kind === 'map') return node.entries.get(key)?.node;
  const index = node.kind === 'list' ? toIndex(key) : undefined;
  return index === undefined ? undefined : (node as ListNode).items[index];
}

/**
 * The nodes on the way down a path. Keys of a map may hold dots themselves (`optimizers.generator: ...` in a sweep's
 * parameters), so where there is no such key, it is taken together with the ones after it.
 */
function* walk(
  root: TreeNode,
  path: string,
): Generator<{ above: TreeNode; key: string; node: TreeNode | undefined }> {
  // A key may have brackets itself: `metrics[0].samples: ...`, again in a sweep's parameters.
  const raw = path.split('.');
  yield* walkKeys(root, path.includes('[') && !isThere(root, raw) ? split(path) : raw);
}

function isThere(root: TreeNode, keys: readonly string[]): boolean {
  let last: TreeNode | undefined = root;
  for (const { node } of walkKeys(root, keys)) last = node;
  return last !== undefined;
}

function* walkKeys(
  root: TreeNode,
  keys: readonly string[],
): Generator<{ above: TreeNode; key: string; node: TreeNode | undefined }> {
  if (keys.length === 1 && keys[0] === '') return;
  let node = root;
  for (let at = 0; at < keys.length; ) {
    let taken = 1;
    while (at + taken < keys.length && !childOf(node, keys.slice(at, at + taken).join('.'))) taken++;
    const key = keys.slice(at, at + taken).join('.');
    const child = childOf(node, key);
    yield { above: node, key, node: child };
    if (!child) return;
    node = child;
    at += taken;
  }
}

export function nodeAt(root: TreeNode, path: string): TreeNode | undefined {
  let last: TreeNode | undefined = root;
  for (const { node } of walk(root, path)) last = node;
  return last;
}

/**
 * The place to point at for a path: a plain value itself, the key above a map or list, a list's item at its start.
 * Of a path that nobody wrote, the nearest part that somebody did.
 */
export function placeOf(root: TreeNode, path: string): Place {
  let best = root.place;
  for (const { above, key, node } of walk(root, path)) {
    if (!node) break;
    const keyPlace = above.kind === 'map' ? above.entries.get(key)?.key : undefined;
    const place: Place = node.kind === 'scalar' || !keyPlace || isDefault(keyPlace) ? node.place : keyPlace;
    if (!isDefault(place)) best = place;
  }
  return best;
}

/** Where a key of a map was written, or the nearest written thing above it. */
export function keyPlaceOf(root: TreeNode, path: string, key: string): Place {
  const node = nodeAt(root, path);
  const place = node?.kind === 'map' ? node.entries.get(key)?.key : undefined;
  return place && !isDefault(place) ? place : placeOf(root, path);
}

/** The `type` of a component node, if it is text. */
export function typeOf(node: TreeNode | undefined): string | undefined {
  if (node?.kind === 'scalar') return typeof node.value === 'string' ? node.value : undefined;
  return node?.kind === 'map' ? typeOf(scalarOf(node.entries.get('type')?.node)) : undefined;
}

const scalarOf = (node: TreeNode | undefined): ScalarNode | undefined =>
  node?.kind === 'scalar' ? node : undefined;

/** A bare string stands for `{ type }`. */
export function asComponent(node: TreeNode): TreeNode {
  if (node.kind !== 'scalar' || typeof node.value !== 'string') return node;
  return { kind: 'map', place: node.place, entries: new Map([['type', { key: node.place, node }]]) };
}
