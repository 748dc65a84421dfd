import { nearest } from '../plugin/registry.js';
import { join, split } from './path.js';
import { type Place, problemAt, type SourceText } from './place.js';
import { resolvePlain } from './plain-scalar.js';
import type { SpecProblem } from './problem.js';
import {
  escapeReferences,
  mayRefer,
  type Part,
  parseReferences,
  type Reference,
  ReferenceSyntaxError,
} from './reference-grammar.js';
import {
  childOf,
  clone,
  type FromEnvironment,
  type ListNode,
  type MapNode,
  type ScalarNode,
  type TreeNode,
  toJson,
} from './tree.js';
import { listWords, nameValue, quote } from './words.js';

/** References may copy whole parts of a spec; doubling copies of copies would fill the memory. */
const maxCopiedNodes = 10_000;

export interface ReferenceSettings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sources: readonly SourceText[];
  /** What a path that is not in the tree means: its documented default, if it has one. */
  readonly fallback: (path: string) => TreeNode | undefined;
}

/** Replaces every `${...}` of the tree, in place and once. What cannot be resolved is reported and marked as broken. */
export function resolveReferences(root: MapNode, settings: ReferenceSettings): Resolved {
  const resolution = new Resolution(root, settings);
  resolution.resolve(root, '');
  return resolution;
}

export interface Resolved {
  readonly problems: readonly SpecProblem[];
  /** The variables that were taken as texts. */
  readonly texts: ReadonlyMap<string, string>;
}

/** A failure that was reported where it arose; what depends on it says nothing more. */
class Unresolved extends Error {}

class Resolution implements Resolved {
  readonly problems: SpecProblem[] = [];
  readonly texts = new Map<string, string>();
  /** Scalars on the way, outermost first: meeting one again is a circle. */
  readonly #open = new Map<ScalarNode, string>();
  readonly #done = new Set<TreeNode>();
  #copied = 0;

  constructor(
    private readonly root: MapNode,
    private readonly settings: ReferenceSettings,
  ) {}

  resolve(node: TreeNode, path: string): TreeNode {
    if (this.#done.has(node)) return node;
    if (node.kind === 'scalar') return this.#resolveScalar(node, path);
    if (node.kind === 'list') {
      for (const i of node.items.keys()) this.#resolveChild(node, String(i), join(path, i));
    } else {
      for (const key of node.entries.keys()) this.#resolveChild(node, key, join(path, key));
    }
    this.#done.add(node);
    return node;
  }

  #resolveChild(parent: MapNode | ListNode, key: string, path: string): TreeNode {
    const resolved = this.resolve(childOf(parent, key)!, path);
    if (parent.kind === 'map') parent.entries.get(key)!.node = resolved;
    else parent.items[Number(key)] = resolved;
    return resolved;
  }

  #resolveScalar(node: ScalarNode, path: string): TreeNode {
    if (typeof node.value !== 'string' || !mayRefer(node.value)) return node;
    let result: TreeNode;
    try {
      result = this.#evaluate(node, path);
    } catch (error) {
      if (!(error instanceof Unresolved)) throw error;
      result = { ...node, value: null, broken: true };
    }
    this.#markDone(result);
    return result;
  }

  /** What came out of a reference is not read for references again. */
  #markDone(node: TreeNode): void {
    this.#done.add(node);
    if (node.kind === 'list') for (const item of node.items) this.#markDone(item);
    if (node.kind === 'map') for (const entry of node.entries.values()) this.#markDone(entry.node);
  }

  #evaluate(node: ScalarNode, path: string): TreeNode {
    if (this.#open.has(node)) {
      const circle = [...this.#open.values(), path].slice([...this.#open.keys()].indexOf(node));
      return this.#fail(
        node,
        path,
        node.value as string,
        `The reference leads back to itself: ${circle.join(' -> ')}.`,
      );
    }
    this.#open.set(node, path);
    try {
      const parts = parseReferences(node.value as string);
      const value = this.#combine(parts, node, path);
      return { ...value, place: node.place, reference: node.value as string };
    } catch (error) {
      if (error instanceof ReferenceSyntaxError) return this.#fail(node, path, error.text, error.message);
      throw error;
    } finally {
      this.#open.delete(node);
    }
  }

  /** One reference alone keeps its type; anything else is text. */
  #combine(parts: readonly Part[], node: ScalarNode, path: string): TreeNode {
    const [first] = parts;
    if (parts.length === 1 && typeof first === 'object') return this.#lookUp(first, node, path);
    return this.#text(parts, node, path);
  }

  #text(parts: readonly Part[], node: ScalarNode, path: string): ScalarNode & { value: string } {
    let value = '';
    let written = '';
    const variables: string[] = [];
    for (const part of parts) {
      if (typeof part === 'string') {
        value += part;
        written += escapeReferences(part);
        continue;
      }
      const found = this.#lookUp(part, node, path);
      if (found.kind !== 'scalar')
        return this.#fail(
          node,
          path,
          part.text,
          `${part.text} is ${nameValue(toJson(found))}, which cannot stand inside a text.`,
        );
      const text = found.text ?? String(found.value);
      value += text;
      written += found.fromEnvironment?.written ?? escapeReferences(text);
      variables.push(...(found.fromEnvironment?.variables ?? []));
    }
    return {
      kind: 'scalar',
      value,
      place: node.place,
      ...(variables.length > 0 && { fromEnvironment: { written, variables } }),
    };
  }

  #lookUp(reference: Reference, node: ScalarNode, path: string): TreeNode {
    const name = this.#text(reference.name, node, path).value.trim();
    return reference.is === 'env'
      ? this.#variable(name, reference, node, path)
      : this.#value(name, reference, node, path);
  }

  #variable(name: string, reference: Reference, node: ScalarNode, path: string): TreeNode {
    const { env } = this.settings;
    const value = env[name];
    const own = { written: reference.text, variables: [name] };
    if (value !== undefined) {
      const read = readText(value, node.place, own);
      if (typeof read.value === 'string') this.texts.set(name, value);
      return read;
    }
    const { fallback } = reference;
    if (!fallback) {
      const message = `The environment variable ${name} is not set. Set it, or write a default: \${env:${name},default}.`;
      return this.#fail(node, path, reference.text, message, nearest(name, Object.keys(env)));
    }
    if (fallback.length === 1 && typeof fallback[0] === 'object') {
      const found = this.#lookUp(fallback[0], node, path);
      return found.kind === 'scalar' ? { ...found, fromEnvironment: withFallback(own, found) } : found;
    }
    const text = this.#text(fallback, node, path);
    return readText(text.value, node.place, withFallback(own, text));
  }

  #value(name: string, reference: Reference, node: ScalarNode, path: string): TreeNode {
    let found: TreeNode = this.root;
    let at = '';
    for (const key of split(name)) {
      const child = childOf(found, key);
      if (!child) {
        const fallback = this.settings.fallback(name);
        if (fallback) return fallback;
        return this.#fail(
          node,
          path,
          reference.text,
          explainMissing(name, at, key, found),
          near(at, key, found),
        );
      }
      at = join(at, key);
      found = child.kind === 'scalar' ? this.#resolveChild(found as MapNode | ListNode, key, at) : child;
      if (found.kind === 'scalar' && found.broken) throw new Unresolved();
    }
    return this.#copy(this.resolve(found, at), reference, node, path);
  }

  #copy(found: TreeNode, reference: Reference, node: ScalarNode, path: string): TreeNode {
    if (isBroken(found)) throw new Unresolved();
    this.#copied += sizeOf(found);
    if (this.#copied > maxCopiedNodes) {
      return this.#fail(
        node,
        path,
        reference.text,
        `The references of this spec copy more than ${maxCopiedNodes} values, which no spec needs.`,
      );
    }
    return clone(found);
  }

  #fail(
    node: ScalarNode,
    path: string,
    text: string,
    message: string,
    suggestions: readonly string[] = [],
  ): never {
    this.problems.push(
      problemAt(this.#placeInside(node, text), 'GANX_SPEC_REFERENCE', path, message, suggestions),
    );
    throw new Unresolved();
  }

  /** Where the reference starts inside its value, if it can be found as it is on the first line. */
  #placeInside({ place }: ScalarNode, text: string): Place {
    const source = this.settings.sources.find(({ file }) => file === place.file);
    const line = source?.text.split('\n')[place.line - 1] ?? '';
    const at = line.indexOf(text, place.column - 1);
    return at < 0 ? place : { ...place, column: at + 1 };
  }
}

/** The text of a variable as a word of YAML: `4` is a number. Everything else is text, all of it. */
function readText(text: string, place: Place, fromEnvironment: FromEnvironment): ScalarNode {
  const value = resolvePlain(text.trim());
  return { kind: 'scalar', value: typeof value === 'string' ? text : value, place, text, fromEnvironment };
}

const withFallback = (own: FromEnvironment, { fromEnvironment }: ScalarNode): FromEnvironment => ({
  ...own,
  variables: [...own.variables, ...(fromEnvironment?.variables ?? [])],
});

function explainMissing(name: string, at: string, key: string, found: TreeNode): string {
  const where = at === '' ? 'this spec' : `"${at}"`;
  if (found.kind === 'scalar')
    return `There is no "${name}": ${where} is ${nameValue(found.value)} and has no keys.`;
  const known =
    found.kind === 'map'
      ? ` It has ${listWords([...found.entries.keys()])}.`
      : ` It is a list of ${found.items.length}, counted from 0.`;
  return `There is no "${name}": ${where} has no ${quote(key)}.${known}`;
}

function near(at: string, key: string, found: TreeNode): readonly string[] {
  return found.kind === 'map' ? nearest(key, [...found.entries.keys()]).map((word) => join(at, word)) : [];
}

function isBroken(node: TreeNode): boolean {
  if (node.kind === 'scalar') return node.broken === true;
  return childrenOf(node).some(isBroken);
}

const childrenOf = (node: MapNode | ListNode): readonly TreeNode[] =>
  node.kind === 'list' ? node.items : [...node.entries.values()].map((entry) => entry.node);

function sizeOf(node: TreeNode): number {
  if (node.kind === 'scalar') return 1;
  return childrenOf(node).reduce((sum, child) => sum + sizeOf(child), 1);
}
