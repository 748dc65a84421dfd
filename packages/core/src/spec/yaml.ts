import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  Scalar,
  type ScalarTag,
  type YAMLMap,
} from 'yaml';
import { join } from './path.js';
import { type Place, problemAt, type SourceText } from './place.js';
import { isHeld } from './plain-scalar.js';
import type { SpecProblem } from './problem.js';
import type { Entry, MapNode, TreeNode } from './tree.js';
import { quote } from './words.js';

/** How many nodes aliases may add; an anchor bomb asks for billions. */
const maxAliasedNodes = 10_000;
const maxDepth = 100;

const floatTag = 'tag:yaml.org,2002:float';

/** `!!float 1`, as W&B's documentation writes it: the library knows the tag with a point or an exponent only. */
const wholeFloat: ScalarTag = {
  tag: floatTag,
  test: /^[-+]?\d+$/,
  resolve: Number,
};

export interface Parsed {
  /** Absent when the text is not YAML or holds nothing. */
  readonly tree?: TreeNode;
  readonly problems: readonly SpecProblem[];
}

interface ParseSettings {
  /** Turns an offset in the text into a place. */
  readonly placeAt?: (offset: number) => Place;
  /** Keep the source of plain scalars in `text`. */
  readonly keepText?: boolean;
}

/** Text to a tree with places. One syntax error is reported per file, since the ones after it are mostly its echo. */
export function parseYaml({ file, text }: SourceText, settings: ParseSettings = {}): Parsed {
  const lines = new LineCounter();
  const placeAt =
    settings.placeAt ??
    ((offset: number): Place => {
      const { line, col } = lines.linePos(offset);
      return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    });
  let document: Document.Parsed<ParsedNode>;
  try {
    // Duplicate keys are found below: the parser's own check takes quadratic time.
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: false,
      schema: 'core',
      version: '1.2',
      customTags: (tags) => [...tags, wholeFloat],
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return tooDeep(placeAt(0));
  }
  const fault = document.errors[0] ?? document.warnings[0];
  // Where the parser ran out of stack depends on the machine; that it did does not.
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) return tooDeep(placeAt(0));
  if (fault) {
    const message = explainFault(fault.code, fault.message, text.slice(0, fault.pos[0]));
    return { problems: [problemAt(placeAt(fault.pos[0]), 'GANX_SPEC_SYNTAX', '', message)] };
  }
  if (document.contents === null || isNothing(document.contents)) return { problems: [] };
  return new Conversion(placeAt, settings.keepText ?? false).run(document.contents);
}

const tooDeep = (place: Place): Parsed => ({
  problems: [problemAt(place, 'GANX_SPEC_SYNTAX', '', 'The text is nested too deeply to be a spec.')],
});

const isNothing = (node: Node): boolean =>
  isScalar(node) && node.value === null && (node.source ?? '') === '';

function explainFault(code: string, message: string, before: string): string {
  if (before.endsWith('$')) return 'Inside { } and [ ] a "${...}" must stand in quotes: "${...}".';
  if (code === 'MULTIPLE_DOCS') {
    return 'A second document starts here; a spec is one document. Delete the "---" or make two files.';
  }
  if (code === 'TAB_AS_INDENT') return 'A tab indents this line; YAML indents with spaces. Replace the tab.';
  const sentence = message.replace(/\.?$/, '.');
  return code === 'TAG_RESOLVE_FAILED'
    ? `${sentence} Only the tags !!str, !!int, !!float, !!bool and !!null are known, each before a value of its kind. Delete it; text stands in quotes.`
    : `Not valid YAML: ${sentence}`;
}

class Conversion {
  readonly #problems: SpecProblem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  /** Anchors whose content is being converted, to find those that contain themselves. */
  readonly #open = new Set<Node>();
  #aliased = 0;
  #insideAlias = 0;

  constructor(
    private readonly placeAt: (offset: number) => Place,
    private readonly keepText: boolean,
  ) {}

  run(contents: Node): Parsed {
    const tree = this.#convert(contents, '', 0);
    return this.#problems.length > 0 || !tree ? { problems: this.#problems } : { tree, problems: [] };
  }

  #refuse(
    code: 'GANX_SPEC_SYNTAX' | 'GANX_SPEC_ALIASES' | 'GANX_SPEC_DUPLICATE_KEY',
    at: Place,
    path: string,
    message: string,
  ): undefined {
    this.#problems.push(problemAt(at, code, path, message));
    return undefined;
  }

  #place(node: Node): Place {
    return this.placeAt(node.range?.[0] ?? 0);
  }

  #convert(node: Node | null, path: string, depth: number, emptyAt?: Place): TreeNode | undefined {
    if (node === null) return { kind: 'scalar', value: null, place: emptyAt ?? this.placeAt(0) };
    const place = this.#place(node);
    if (isAlias(node)) return this.#expand(node, place, path, depth);
    if (depth > maxDepth)
      return this.#refuse(
        'GANX_SPEC_SYNTAX',
        place,
        path,
        `Nested more than ${maxDepth} levels deep, which no spec is.`,
      );
    if (this.#insideAlias > 0 && ++this.#aliased > maxAliasedNodes) {
      return this.#aliased === maxAliasedNodes + 1
        ? this.#refuse(
            'GANX_SPEC_ALIASES',
            place,
            path,
            `The aliases of this file expand to more than ${maxAliasedNodes} values, which no spec needs.`,
          )
        : undefined;
    }
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined && this.#insideAlias === 0) this.#anchors.set(anchor, node);
    this.#open.add(node);
    const converted = this.#convertContent(node, place, path, depth);
    this.#open.delete(node);
    return converted;
  }

  #convertContent(node: Node, place: Place, path: string, depth: number): TreeNode | undefined {
    if (isMap(node)) return this.#convertMap(node as YAMLMap<Node, Node | null>, place, path, depth);
    if (isSeq(node)) {
      const items: TreeNode[] = [];
      for (const [i, item] of (node.items as Node[]).entries()) {
        const converted = this.#convert(item, join(path, i), depth + 1, place);
        if (converted) items.push(converted);
        if (this.#exhausted) break;
      }
      return { kind: 'list', items, place };
    }
    const { value, source, tag } = node as Scalar;
    const plain = (node as Scalar).type === Scalar.PLAIN;
    // A number that cannot be held is text, so that whatever wants a number refuses it.
    const lost = plain && typeof value === 'number' && source !== undefined && !isHeld(source, value);
    return {
      kind: 'scalar',
      value: lost ? source : (value as null | boolean | number | string),
      place,
      ...(this.keepText && plain && source !== undefined ? { text: source } : {}),
      ...(tag === floatTag ? { real: true } : {}),
    };
  }

  get #exhausted(): boolean {
    return this.#aliased > maxAliasedNodes;
  }

  #expand(alias: Alias, place: Place, path: string, depth: number): TreeNode | undefined {
    const name = alias.source;
    // An anchor may be set again further down; an alias means the one before it, also when it is expanded later.
    const target = this.#targets.get(alias) ?? this.#anchors.get(name);
    if (!target)
      return this.#refuse('GANX_SPEC_ALIASES', place, path, `No anchor &${name} stands before this alias.`);
    if (this.#open.has(target))
      return this.#refuse('GANX_SPEC_ALIASES', place, path, `The anchor &${name} contains itself.`);
    this.#targets.set(alias, target);
    this.#insideAlias++;
    const converted = this.#convert(target, path, depth + 1);
    this.#insideAlias--;
    return converted;
  }

  #convertMap(node: YAMLMap<Node, Node | null>, place: Place, path: string, depth: number): MapNode {
    const entries = new Map<string, Entry>();
    const merged: Node[] = [];
    for (const pair of node.items) {
      if (this.#exhausted) break;
      const keyPlace = pair.key ? this.#place(pair.key) : place;
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string') {
        this.#refuse(
          'GANX_SPEC_SYNTAX',
          keyPlace,
          path,
          'A key must be text. If this is meant as one, put it in quotes.',
        );
        continue;
      }
      const key = pair.key.value;
      if (key === '<<' && pair.key.type === Scalar.PLAIN && pair.value) {
        merged.push(pair.value);
        continue;
      }
      const before = entries.get(key);
      if (before) {
        const message = `The key ${quote(key)} stands twice; it first stands in line ${before.key.line}. Delete one of them.`;
        this.#refuse('GANX_SPEC_DUPLICATE_KEY', keyPlace, join(path, key), message);
        continue;
      }
      const child = this.#convert(pair.value, join(path, key), depth + 1, keyPlace);
      if (child) entries.set(key, { key: keyPlace, node: child });
    }
    for (const source of merged) this.#mergeInto(entries, source, path, depth);
    return { kind: 'map', entries, place };
  }

  /** `<<: *base`: keys written here win over merged ones, and earlier merged ones over later. */
  #mergeInto(entries: Map<string, Entry>, source: Node, path: string, depth: number): void {
    const converted = this.#convert(source, path, depth + 1);
    const maps = converted?.kind === 'list' ? converted.items : converted ? [converted] : [];
    for (const map of maps) {
      if (map.kind !== 'map') {
        this.#refuse('GANX_SPEC_SYNTAX', map.place, path, '"<<" merges maps; this is none.');
        continue;
      }
      for (const [key, entry] of map.entries) if (!entries.has(key)) entries.set(key, entry);
    }
  }
}
