import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { merge } from './merge.js';
import { dropOwnKeys } from './own-keys.js';
import { type Place, problemAt, type SourceText } from './place.js';
import type { SpecProblem } from './problem.js';
import { readSource } from './source.js';
import { clone, type ListNode, type MapNode, type TreeNode, toJson } from './tree.js';
import { nameValue, quote } from './words.js';
import { parseYaml } from './yaml.js';

export interface Composed {
  /** Absent when any file could not be read or parsed. */
  readonly tree?: MapNode;
  readonly problems: readonly SpecProblem[];
  readonly sources: readonly SourceText[];
}

/** Reads a spec and everything that it extends, and lays them on each other: bases in order, the file itself last. */
export async function compose(file: string): Promise<Composed> {
  const composition = new Composition(dirname(file));
  const tree = await composition.compose(file, []);
  const { problems, sources } = composition;
  return tree && problems.length === 0 ? { tree, problems, sources } : { problems, sources };
}

class Composition {
  readonly problems: SpecProblem[] = [];
  readonly sources: SourceText[] = [];
  /** A base that several files extend is read once. */
  readonly #done = new Map<string, MapNode | undefined>();

  constructor(private readonly directory: string) {}

  async compose(file: string, chain: readonly string[]): Promise<MapNode | undefined> {
    if (this.#done.has(file)) {
      const done = this.#done.get(file);
      return done && (clone(done) as MapNode);
    }
    const own = await this.#read(file);
    const composed = own && (await this.#onBases(own, file, [...chain, file]));
    this.#done.set(file, composed);
    return composed && (clone(composed) as MapNode);
  }

  async #read(file: string): Promise<MapNode | undefined> {
    const source = await readSource(file);
    if ('code' in source) {
      this.problems.push(source);
      return undefined;
    }
    this.sources.push(source);
    const { tree, problems } = parseYaml(source);
    this.problems.push(...problems);
    const start: Place = { file, line: 1, column: 1 };
    if (problems.length > 0) return undefined;
    if (!tree) {
      this.problems.push(
        problemAt(
          start,
          'GANX_SPEC_EMPTY',
          '',
          'The file is empty. A spec names at least data, generator, discriminator and stop.',
        ),
      );
      return undefined;
    }
    if (tree.kind !== 'map') {
      const message = `A spec is a map of keys (data, generator, ...); this is ${nameValue(toJson(tree))}.`;
      this.problems.push(problemAt(tree.place, 'GANX_SPEC_WRONG_TYPE', '', message));
      return undefined;
    }
    dropOwnKeys(tree);
    pointPluginsAt(this.directory, dirname(file), tree);
    return tree;
  }

  async #onBases(own: MapNode, file: string, chain: readonly string[]): Promise<MapNode | undefined> {
    const entry = own.entries.get('extends');
    own.entries.delete('extends');
    if (!entry) return own;
    const names = this.#baseNames(entry.node);
    let composed: MapNode | undefined;
    let failed = false;
    for (const { name, place, path } of names ?? []) {
      const base = await this.#base(resolve(dirname(file), name), name, place, path, chain);
      if (!base) failed = true;
      else composed = composed ? (merge(composed, base) as MapNode) : base;
    }
    if (failed || !names) return undefined;
    return composed ? (merge(composed, own) as MapNode) : own;
  }

  async #base(
    file: string,
    name: string,
    place: Place,
    path: string,
    chain: readonly string[],
  ): Promise<MapNode | undefined> {
    if (chain.includes(file)) {
      const circle = [...chain.slice(chain.indexOf(file)), file]
        .map((member) => relative(dirname(chain[0]!), member))
        .join(' -> ');
      this.problems.push(
        problemAt(place, 'GANX_SPEC_EXTENDS', path, `Files extend each other in a circle: ${circle}.`),
      );
      return undefined;
    }
    const before = this.problems.length;
    const base = await this.compose(file, chain);
    const own = this.problems
      .slice(before)
      .find((problem) => problem.code === 'GANX_SPEC_FILE' && problem.file === file);
    if (own) {
      // What matters to the reader is who asked for the file.
      this.problems[this.problems.indexOf(own)] = problemAt(
        place,
        'GANX_SPEC_EXTENDS',
        path,
        `Cannot extend ${quote(name)}: ${own.message} It was looked for at ${file}.`,
      );
    }
    return base;
  }

  #baseNames(node: TreeNode): readonly { name: string; place: Place; path: string }[] | undefined {
    const items = node.kind === 'list' ? node.items : [node];
    const names: { name: string; place: Place; path: string }[] = [];
    for (const [i, item] of items.entries()) {
      const path = node.kind === 'list' ? `extends.${i}` : 'extends';
      if (item.kind === 'scalar' && typeof item.value === 'string' && item.value !== '') {
        names.push({ name: item.value, place: item.place, path });
      } else {
        const message = `"extends" takes a file name or a list of them, but this is ${nameValue(toJson(item))}.`;
        this.problems.push(problemAt(item.place, 'GANX_SPEC_WRONG_TYPE', path, message));
      }
    }
    return names.length === items.length ? names : undefined;
  }
}

/** `./plugin.ts` in a base means a file beside that base; in the composed spec it must be seen from the spec itself. */
function pointPluginsAt(directory: string, own: string, tree: MapNode): void {
  const plugins = tree.entries.get('plugins')?.node;
  if (plugins?.kind !== 'list' || own === directory) return;
  for (const item of (plugins as ListNode).items) {
    if (item.kind !== 'scalar' || typeof item.value !== 'string' || !/^\.\.?\//.test(item.value)) continue;
    const seen = relative(directory, resolve(own, item.value));
    item.value = isAbsolute(seen) || seen.startsWith('..') ? seen : `./${seen}`;
  }
}
