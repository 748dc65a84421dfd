import { isDeepStrictEqual } from 'node:util';
import { nearest } from '../plugin/registry.js';
import { dropOldForm } from './forms.js';
import { merge } from './merge.js';
import type { Override } from './override-grammar.js';
import { toIndex } from './path.js';
import { commandLine, type Place, problemAt } from './place.js';
import type { SpecProblem } from './problem.js';
import { skeletonAt } from './skeleton.js';
import {
  asComponent,
  childOf,
  fromJson,
  type ListNode,
  type MapNode,
  type TreeNode,
  toJson,
  typeOf,
} from './tree.js';
import { count, listWords, nameValue, quote } from './words.js';

/** Applies one override to the tree, or says why it cannot. Whether a key means anything is seen when the spec is validated. */
export function applyOverride(root: MapNode, override: Override): SpecProblem | undefined {
  const { keys } = override;
  const refuse = (depth: number, message: string, suggestions: readonly string[] = []) =>
    problemAt(
      override.keyPlaces[depth] ?? override.valuePlace,
      'GANX_SPEC_OVERRIDE',
      keys.slice(0, depth + 1).join('.'),
      message,
      suggestions,
    );
  if (keys[0] === 'extends')
    return refuse(0, '"extends" is read before overrides apply. Set it in the file, or name another file.');

  let parent: MapNode | ListNode = root;
  for (const [depth, key] of keys.slice(0, -1).entries()) {
    const step = stepInto(
      parent,
      key,
      keys.slice(0, depth + 1),
      override.keyPlaces[depth]!,
      override.action !== 'delete',
    );
    if (step === undefined) return missing(parent, key, depth, refuse);
    if (step.kind === 'scalar') {
      const here = keys.slice(0, depth + 1).join('.');
      return refuse(depth + 1, `"${here}" is ${nameValue(step.value)} and has no keys.`);
    }
    parent = step;
  }
  const last = keys.length - 1;
  const key = keys[last]!;
  if (override.action === 'delete')
    return remove(parent, key, override, (message, near) =>
      message === undefined ? missing(parent, key, last, refuse) : refuse(last, message, near),
    );
  if (parent.kind === 'list') return setItem(parent, key, override, (message) => refuse(last, message));
  return setEntry(parent, key, override, (message) => refuse(last, message));
}

type Refuse = (depth: number, message: string, suggestions?: readonly string[]) => SpecProblem;

/** One key down, making maps on the way: the default of that key if it has one, else an empty map. */
function stepInto(
  parent: MapNode | ListNode,
  key: string,
  keys: readonly string[],
  place: Place,
  make: boolean,
): TreeNode | undefined {
  let child = childOf(parent, key);
  if (child?.kind === 'scalar' && child.value === null && make && parent.kind === 'map') child = undefined;
  if (!child) {
    if (!make || parent.kind === 'list') return undefined;
    const fallback = skeletonAt(keys)?.default;
    child = fallback === undefined ? { kind: 'map', entries: new Map(), place } : fromJson(fallback);
    parent.entries.set(key, { key: place, node: child });
  }
  if (child.kind === 'scalar' && mayBeComponent(keys)) {
    const component = asComponent(child);
    if (component.kind === 'map') {
      if (parent.kind === 'map') parent.entries.get(key)!.node = component;
      else parent.items[toIndex(key)!] = component;
    }
    return component;
  }
  return child;
}

/** Where the skeleton knows a plain value, a string is not a component. */
function mayBeComponent(keys: readonly string[]): boolean {
  const schema = skeletonAt(keys);
  return schema === undefined || schema.type === undefined || schema.properties?.type !== undefined;
}

function missing(parent: MapNode | ListNode, key: string, depth: number, refuse: Refuse): SpecProblem {
  if (parent.kind === 'list') return refuse(depth, noSuchItem(parent, key));
  const present = [...parent.entries.keys()];
  const known = present.length > 0 ? ` Here stand ${listWords(present)}.` : '';
  return refuse(depth, `There is no ${quote(key)} to delete.${known}`, nearest(key, present));
}

function noSuchItem(list: ListNode, key: string): string {
  const length = count(list.items.length, 'item');
  return toIndex(key) === undefined
    ? `This is a list of ${length}, counted from 0; ${quote(key)} is no index.`
    : `There is no item ${key}: the list has ${length}, counted from 0.`;
}

function remove(
  parent: MapNode | ListNode,
  key: string,
  override: Override,
  refuse: (message?: string, near?: readonly string[]) => SpecProblem,
): SpecProblem | undefined {
  const found = childOf(parent, key);
  if (!found) return refuse();
  if (override.value && !isDeepStrictEqual(toJson(found), toJson(override.value))) {
    return refuse(
      `Not deleted: its value is ${nameValue(toJson(found))}, not ${nameValue(toJson(override.value))}.`,
    );
  }
  if (parent.kind === 'map') parent.entries.delete(key);
  else parent.items.splice(toIndex(key)!, 1);
  return undefined;
}

function setItem(
  list: ListNode,
  key: string,
  override: Override,
  refuse: (message: string) => SpecProblem,
): SpecProblem | undefined {
  const index = toIndex(key);
  const value = override.value!;
  const { length } = list.items;
  if (index === undefined || index > length) return refuse(noSuchItem(list, key));
  if (index === length) {
    if (override.action === 'set')
      return refuse(`${noSuchItem(list, key)} To append one, write +${override.keys.join('.')}=...`);
    list.items.push(value);
  } else if (override.action === 'add') {
    return refuse(
      `Item ${key} is there already. To change it, leave out the "+"; to append, add item ${length}.`,
    );
  } else list.items[index] = merge(list.items[index]!, value, override.keys);
  return undefined;
}

function setEntry(
  map: MapNode,
  key: string,
  override: Override,
  refuse: (message: string) => SpecProblem,
): SpecProblem | undefined {
  const before = map.entries.get(key);
  const value = override.value!;
  if (before && override.action === 'add') {
    return refuse(
      `It is there already, as ${nameValue(toJson(before.node))}. To change it, write ${override.argument.slice(1)}; to set it either way, ++.`,
    );
  }
  const owner = override.keys.slice(0, -1);
  const oldType = typeOf(map);
  const isComponent = key === 'type' && skeletonAt(owner)?.properties === undefined;
  if (isComponent && oldType !== undefined && typeOf(value) !== oldType) {
    // Options that other overrides set are meant for the new type, whichever argument came first.
    dropOldForm(map, owner, (option) => map.entries.get(option)!.key.file === commandLine);
  }
  const node = before ? merge(before.node, value, override.keys) : fillFromDefault(value, override.keys);
  map.entries.set(key, { key: override.keyPlaces.at(-1)!, node });
  return undefined;
}

/** `balance={discriminatorSteps: 5}` on a spec that has none means: of the default policy. */
function fillFromDefault(value: TreeNode, keys: readonly string[]): TreeNode {
  const fallback = skeletonAt(keys)?.default;
  return value.kind === 'map' && fallback !== undefined ? merge(fromJson(fallback), value, keys) : value;
}
