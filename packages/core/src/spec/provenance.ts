import { join } from './path.js';
import { commandLine, isDefault, type Place } from './place.js';
import type { TreeNode } from './tree.js';

/** Where a value of the resolved spec came from. */
export type Origin =
  | {
      readonly from: 'file';
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly reference?: string;
    }
  /** `argument` counts from 1. */
  | {
      readonly from: 'command line';
      readonly argument: number;
      readonly text: string;
      readonly reference?: string;
    }
  | { readonly from: 'default' };

/** By dotted path, for every plain value and every empty list or map of the resolved spec. */
export type Provenance = ReadonlyMap<string, Origin>;

export function traceOrigins(root: TreeNode, argumentTexts: readonly string[]): Provenance {
  const origins = new Map<string, Origin>();
  const visit = (node: TreeNode, path: string): void => {
    const children: [string | number, TreeNode][] =
      node.kind === 'map'
        ? [...node.entries].map(([key, entry]) => [key, entry.node])
        : node.kind === 'list'
          ? [...node.items.entries()]
          : [];
    for (const [key, child] of children) visit(child, join(path, key));
    if (children.length === 0) origins.set(path, originOf(node, argumentTexts));
  };
  visit(root, '');
  return origins;
}

function originOf(
  { place, reference }: { place: Place; reference?: string },
  argumentTexts: readonly string[],
): Origin {
  if (isDefault(place)) return { from: 'default' };
  const via = reference === undefined ? {} : { reference };
  if (place.file !== commandLine) return { from: 'file', ...place, ...via };
  return { from: 'command line', argument: place.line, text: argumentTexts[place.line - 1] ?? '', ...via };
}
