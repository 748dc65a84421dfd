import type { ComponentKind } from '../plugin/options.js';
import type { Registry } from '../plugin/registry.js';
import { componentSchema, kindNames } from './component-schema.js';
import type { FindInstalled } from './installed-plugin.js';
import { judge } from './judge.js';
import { networkFrame } from './network-frame.js';
import { join } from './path.js';
import { problemAt } from './place.js';
import type { SpecProblem } from './problem.js';
import { itemSchema, type Schema, type Slot, slotAt } from './schema.js';
import { skeleton } from './skeleton.js';
import { suggestKeys } from './suggest.js';
import { keyPlaceOf, type MapNode, nodeAt, placeOf, type TreeNode, toJson, typeOf } from './tree.js';
import { explainUnknownType } from './unknown-type.js';
import { aOrAn, nameValue, quote } from './words.js';

type Problems = readonly SpecProblem[];

/** Holds a settled tree against the skeleton, then each component against the schema of its plugin. All problems at once. */
export function validate(
  root: MapNode,
  written: MapNode,
  registry: Registry,
  installed?: FindInstalled,
): Problems {
  return validateMap(skeleton, root, written, registry, installed);
}

export function validateMap(
  schema: Schema,
  root: MapNode,
  written: MapNode,
  registry: Registry,
  installed?: FindInstalled,
  owner = 'An experiment',
): Problems {
  return new Validation(root, written, registry, installed).map(schema, root, '', owner);
}

class Validation {
  constructor(
    private readonly root: MapNode,
    private readonly written: MapNode,
    private readonly registry: Registry,
    private readonly installed: FindInstalled | undefined,
  ) {}

  map(schema: Schema, node: TreeNode, path: string, owner: string): Problems {
    const { root, written } = this;
    return [...judge({ root, written, path, schema, owner }), ...this.#inside(schema, node, path)];
  }

  /** Finds the places of components inside a node and validates what stands there. */
  #inside(schema: Schema, node: TreeNode, path: string): Problems {
    const slot = slotAt(schema, node.kind === 'map');
    if (slot) return this.#slot(slot, node, path);
    if (node.kind === 'list') {
      return node.items.flatMap((item, i) => this.#inside(itemSchema(schema, i) ?? {}, item, join(path, i)));
    }
    if (node.kind === 'scalar') return [];
    return [...node.entries].flatMap(([key, { node: child }]) =>
      this.#inside(schema.properties?.[key] ?? {}, child, join(path, key)),
    );
  }

  #slot(slot: Slot, node: TreeNode, path: string): Problems {
    if (slot.is === 'component') return this.#component(slot.kind, node, path);
    if (slot.is === 'network') return this.#network(node, path);
    if (slot.is === 'stop') return this.#stop(node, path);
    if (node.kind !== 'list') return [];
    return node.items.flatMap((item, i) => this.#component(slot.kind, item, join(path, i)));
  }

  #component(kind: ComponentKind, node: TreeNode, path: string): Problems {
    const a = aOrAn(kindNames[kind]);
    if (node.kind !== 'map') {
      const message = `${quote(path)} must be ${a}, written { type: ..., options } or as the bare type, but is ${nameValue(toJson(node))}.`;
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, message);
    }
    const type = node.entries.get('type')?.node;
    if (!type)
      return this.#untyped(node, path, ['type'], `${capital(a)} needs "type": which one it is.`, kind);
    const address = typeOf(node);
    if (address === undefined) {
      const message = `"type" must be text, the name of ${a}, but is ${nameValue(toJson(type))}.`;
      return this.#refuse('GANX_SPEC_WRONG_TYPE', join(path, 'type'), message);
    }
    const registered = this.registry.find(kind, address);
    if (registered) {
      return this.map(componentSchema(registered), node, path, `The ${kindNames[kind]} ${quote(address)}`);
    }
    const { message, suggestions } = explainUnknownType(kind, address, this.registry, this.installed);
    return this.#refuse('GANX_SPEC_UNKNOWN_TYPE', join(path, 'type'), message, suggestions);
  }

  #network(node: TreeNode, path: string): Problems {
    if (node.kind === 'list') {
      const message = `${quote(path)} must be { layers: [...] } or a preset, but is a list. Write "layers:" above it.`;
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, message);
    }
    if (node.kind !== 'map' || node.entries.has('type')) return this.#component('network', node, path);
    if (node.entries.has('layers')) return this.map(networkFrame, node, path, quote(path));
    const message = `${quote(path)} needs "layers" (a list of layers) or "type" (a preset).`;
    return this.#untyped(node, path, ['layers', 'type'], message, 'network');
  }

  #stop(node: TreeNode, path: string): Problems {
    if (node.kind === 'list') {
      const message = `${quote(path)} must be one rule, or rules under "any" or "all", but is a list. Write "any:" above it.`;
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, message);
    }
    if (node.kind !== 'map' || node.entries.has('type')) return this.#component('stopping-rule', node, path);
    const [key, second] = [...node.entries.keys()].filter((name) => name === 'any' || name === 'all');
    if (key === undefined) {
      const message = `${quote(path)} needs "any" or "all" (lists of rules) or "type" (one rule).`;
      return this.#untyped(node, path, ['any', 'all', 'type'], message, 'stopping-rule');
    }
    if (second !== undefined) {
      const message = '"any" and "all" stand side by side. Put one inside a list of the other.';
      const place = keyPlaceOf(this.root, path, second);
      return [problemAt(place, 'GANX_SPEC_VALUE', join(path, second), message)];
    }
    const rules = node.entries.get(key)!.node;
    const inner = rules.kind === 'list' ? rules.items : [];
    return [
      ...this.map(combinationOf(key), node, path, quote(path)),
      ...inner.flatMap((rule, i) => this.#stop(rule, join(join(path, key), i))),
    ];
  }

  /** A map that does not say what it is: a misspelt key where one is near, else a missing one. */
  #untyped(
    node: MapNode,
    path: string,
    keys: readonly string[],
    message: string,
    kind: ComponentKind,
  ): Problems {
    for (const key of node.entries.keys()) {
      const suggestions = suggestKeys(key, keys);
      if (suggestions.length === 0) continue;
      const place = keyPlaceOf(this.root, path, key);
      const unknown = `Unknown key ${quote(key)}. ${message}`;
      return [problemAt(place, 'GANX_SPEC_UNKNOWN_KEY', join(path, key), unknown, suggestions)];
    }
    const [only] = node.entries.keys();
    const isType = node.entries.size === 1 && only !== undefined && this.registry.find(kind, only);
    const hint = isType ? ` Write { type: ${only}, ... }.` : '';
    return [
      problemAt(placeOf(this.root, path), 'GANX_SPEC_MISSING_KEY', join(path, keys.at(-1)!), message + hint),
    ];
  }

  #refuse(
    code: 'GANX_SPEC_WRONG_TYPE' | 'GANX_SPEC_UNKNOWN_TYPE',
    path: string,
    message: string,
    suggestions: readonly string[] = [],
  ): Problems {
    const node = nodeAt(this.root, path);
    if (node?.kind === 'scalar' && node.broken) return [];
    return [problemAt(placeOf(this.root, path), code, path, message, suggestions)];
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const combinations: Readonly<Record<string, Schema>> = { any: combination('any'), all: combination('all') };
const combinationOf = (key: string): Schema => combinations[key]!;

function combination(key: string): Schema {
  const rules: Schema = { description: 'Rules, or further any: and all:.', type: 'array', minItems: 1 };
  return { type: 'object', additionalProperties: false, properties: { [key]: rules } };
}
