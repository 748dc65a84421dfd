import type { ComponentKind } from '../plugin/options.js';
import type { Registry } from '../plugin/registry.js';
import { componentSchema, kindNames } from './component-schema.js';
import { judge } from './judge.js';
import { join } from './path.js';
import { problemAt } from './place.js';
import type { SpecProblem } from './problem.js';
import { itemSchema, slotOf, type Schema, type Slot } from './schema.js';
import { skeleton } from './skeleton.js';
import { suggestKeys } from './suggest.js';
import { keyPlaceOf, nodeAt, placeOf, toJson, typeOf, type MapNode, type TreeNode } from './tree.js';
import { explainUnknownType } from './unknown-type.js';
import { aOrAn, nameValue, quote } from './words.js';

/** Holds a settled tree against the skeleton, then each component against the schema of its plugin. All problems at once. */
export function validate(root: MapNode, written: MapNode, registry: Registry): readonly SpecProblem[] {
  return validateMap(skeleton, root, written, registry);
}

export function validateMap(schema: Schema, root: MapNode, written: MapNode, registry: Registry): readonly SpecProblem[] {
  const validation = new Validation(root, written, registry);
  validation.map(schema, root, '', 'The experiment');
  return validation.problems;
}

class Validation {
  readonly problems: SpecProblem[] = [];

  constructor(
    private readonly root: MapNode,
    private readonly written: MapNode,
    private readonly registry: Registry,
  ) {}

  map(schema: Schema, node: TreeNode, path: string, owner: string): void {
    const { root, written } = this;
    this.problems.push(...judge({ root, written, path, schema, owner }));
    this.#slots(schema, node, path);
  }

  /** Finds the places of components inside a map and validates what stands there. */
  #slots(schema: Schema, node: TreeNode, path: string): void {
    const slot = slotOf(schema);
    if (slot) return this.#slot(slot, node, path);
    if (node.kind === 'map') {
      for (const [key, { node: child }] of node.entries) {
        const property = schema.properties?.[key];
        if (property) this.#slots(property, child, join(path, key));
      }
    }
    if (node.kind === 'list') for (const [i, item] of node.items.entries()) this.#slots(itemSchema(schema, i) ?? {}, item, join(path, i));
  }

  #slot(slot: Slot, node: TreeNode, path: string): void {
    if (slot.is === 'component') return this.#component(slot.kind, node, path);
    if (slot.is === 'network') return this.#network(node, path);
    if (slot.is === 'stop') return this.#stop(node, path);
    if (node.kind === 'list') for (const [i, item] of node.items.entries()) this.#component(slot.kind, item, join(path, i));
  }

  #component(kind: ComponentKind, node: TreeNode, path: string): void {
    if (node.kind === 'scalar' && node.broken) return;
    if (node.kind !== 'map') {
      const message = `${quote(path)} must be ${aOrAn(kindNames[kind])}, written { type: ..., options } or as the bare type, but is ${nameValue(toJson(node))}.`;
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, message);
    }
    const type = node.entries.get('type')?.node;
    if (!type) return this.#untyped(node, path, ['type'], `${capital(aOrAn(kindNames[kind]))} needs "type": which one it is.`, kind);
    if (type.kind === 'scalar' && type.broken) return;
    const address = typeOf(node);
    if (address === undefined) {
      return this.#refuse('GANX_SPEC_WRONG_TYPE', join(path, 'type'), `"type" must be text, the name of ${aOrAn(kindNames[kind])}, but is ${nameValue(toJson(type))}.`);
    }
    const registered = this.registry.find(kind, address);
    if (registered) return this.map(componentSchema(registered), node, path, `The ${kindNames[kind]} ${quote(address)}`);
    const { message, suggestions } = explainUnknownType(kind, address, this.registry);
    this.#refuse('GANX_SPEC_UNKNOWN_TYPE', join(path, 'type'), message, suggestions);
  }

  #network(node: TreeNode, path: string): void {
    if (node.kind === 'list') {
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, `${quote(path)} must be { layers: [...] } or a preset, but is a list. Write "layers:" above it.`);
    }
    if (node.kind !== 'map' || node.entries.has('type')) return this.#component('network', node, path);
    const layers = node.entries.get('layers');
    if (!layers) return this.#untyped(node, path, ['layers', 'type'], `${quote(path)} needs "layers" (a list of layers) or "type" (a preset).`, 'network');
    this.map(networkSchema, node, path, quote(path));
  }

  #stop(node: TreeNode, path: string): void {
    if (node.kind === 'list') {
      return this.#refuse('GANX_SPEC_WRONG_TYPE', path, `${quote(path)} must be one rule, or rules under "any" or "all", but is a list. Write "any:" above it.`);
    }
    if (node.kind !== 'map' || node.entries.has('type')) return this.#component('stopping-rule', node, path);
    const combinators = ['any', 'all'].filter((key) => node.entries.has(key));
    if (combinators.length === 0) {
      return this.#untyped(node, path, ['any', 'all', 'type'], `${quote(path)} needs "any" or "all" (lists of rules) or "type" (one rule).`, 'stopping-rule');
    }
    if (combinators.length === 2) {
      const later = join(path, [...node.entries.keys()].filter((key) => combinators.includes(key))[1]!);
      return this.#refuse('GANX_SPEC_VALUE', later, '"any" and "all" stand side by side. Put one inside a rule list of the other.');
    }
    const [key] = combinators as [string];
    this.map(combinationSchemas[key as 'any' | 'all'], node, path, quote(path));
    const rules = node.entries.get(key)!.node;
    if (rules.kind === 'list') for (const [i, rule] of rules.items.entries()) this.#stop(rule, join(join(path, key), i));
  }

  /** A map that does not say what it is: a misspelt key where one is near, else a missing one. */
  #untyped(node: MapNode, path: string, keys: readonly string[], message: string, kind: ComponentKind): void {
    for (const key of node.entries.keys()) {
      const suggestions = suggestKeys(key, keys);
      if (suggestions.length > 0) {
        const place = keyPlaceOf(this.root, path, key);
        this.problems.push(problemAt(place, 'GANX_SPEC_UNKNOWN_KEY', join(path, key), `Unknown key ${quote(key)}. ${message}`, suggestions));
        return;
      }
    }
    const [only] = node.entries.keys();
    const hint = node.entries.size === 1 && only !== undefined && this.registry.find(kind, only) ? ` Write { type: ${only}, ... }.` : '';
    const missing = join(path, keys.at(-1)!);
    this.problems.push(problemAt(placeOf(this.root, path), 'GANX_SPEC_MISSING_KEY', missing, message + hint));
  }

  #refuse(code: 'GANX_SPEC_WRONG_TYPE' | 'GANX_SPEC_UNKNOWN_TYPE' | 'GANX_SPEC_VALUE', path: string, message: string, suggestions: readonly string[] = []): void {
    const node = nodeAt(this.root, path);
    if (node?.kind === 'scalar' && node.broken) return;
    this.problems.push(problemAt(placeOf(this.root, path), code, path, message, suggestions));
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const networkSchema: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: { layers: { description: 'Layers, from input to output.', type: 'array', minItems: 1, 'x-ganx-component-list': 'layer' } },
};

const rules: Schema = { description: 'Rules, or further any: and all:.', type: 'array', minItems: 1 };
const combinationSchemas: Readonly<Record<'any' | 'all', Schema>> = {
  any: { type: 'object', additionalProperties: false, properties: { any: rules } },
  all: { type: 'object', additionalProperties: false, properties: { all: rules } },
};
