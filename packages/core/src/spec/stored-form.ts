import type { Json } from '../plugin/json.js';
import { join } from './path.js';
import { escapeReferences } from './reference-grammar.js';
import type { MapNode, TreeNode } from './tree.js';
import type { ExperimentSpec } from './types.js';

/** A variable of the environment that texts of a spec hold, or would hold if it were set. */
export interface SpecVariable {
  readonly name: string;
  /** Undefined where it is not set, and the reference's default was taken. */
  readonly value: string | undefined;
  /** Where in the spec. */
  readonly paths: readonly string[];
}

/**
 * What of a spec may be written down. Texts that came from the environment may be secrets, so they stand as the references
 * that they came from; all other texts are escaped, so that loading the stored form gives the same spec.
 */
export interface StoredForm {
  readonly spec: ExperimentSpec;
  readonly variables: readonly SpecVariable[];
  /** A text with the values of the variables taken out again: what a message, an error or a log says. */
  conceal(text: string): string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Of a settled tree. Names stay what they are: they are shown wherever the run or its parts are. */
export function storedForm(tree: TreeNode, environment: Environment): StoredForm {
  const places = new Map<string, string[]>();
  const write = (node: TreeNode, path: string, isName: boolean): Json => {
    if (node.kind === 'list') return node.items.map((item, index) => write(item, join(path, index), isName));
    if (node.kind === 'map') return writeMap(node, path);
    if (typeof node.value !== 'string') return node.value;
    const { fromEnvironment } = node;
    if (!fromEnvironment || isName) return escapeReferences(node.value);
    for (const variable of new Set(fromEnvironment.variables))
      places.set(variable, [...(places.get(variable) ?? []), path]);
    return fromEnvironment.written;
  };
  const writeMap = (node: MapNode, path: string): Json =>
    Object.fromEntries(
      [...node.entries].map(([key, { node: child }]) => {
        const isName = key === 'type' || (path === '' && (key === 'name' || key === 'plugins'));
        return [key, write(child, join(path, key), isName)];
      }),
    );
  const spec = write(tree, '', false) as unknown as ExperimentSpec;
  const variables = [...places].map(([name, paths]) => ({ name, value: environment[name], paths }));
  return { spec, variables, conceal: concealing(variables) };
}

/** Of a spec that took nothing from the environment. */
export function plainForm(spec: ExperimentSpec): StoredForm {
  const escaped = escapeAll(spec as unknown as Json) as unknown as ExperimentSpec;
  return { spec: escaped, variables: [], conceal: (text) => text };
}

function escapeAll(value: Json): Json {
  if (typeof value === 'string') return escapeReferences(value);
  if (Array.isArray(value)) return value.map(escapeAll);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, escapeAll(child)]));
}

/** Shorter ones are words like any other: taking them out would spoil every message. */
const leastConcealed = 6;

/** The longest first, since one value may hold another. */
export function concealing(
  variables: readonly Pick<SpecVariable, 'name' | 'value'>[],
): (text: string) => string {
  const known = variables
    .flatMap(({ name, value }) =>
      value !== undefined && value.length >= leastConcealed ? [{ name, value }] : [],
    )
    .sort((a, b) => b.value.length - a.value.length);
  if (known.length === 0) return (text) => text;
  return (text) =>
    known.reduce((told, { name, value }) => told.replaceAll(value, () => `\${env:${name}}`), text);
}
