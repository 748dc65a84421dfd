import { dropOldForm, formOf } from './forms.js';
import { asComponent, type MapNode, type TreeNode } from './tree.js';

/**
 * Lays `over` on `base`: maps merge key by key, everything else replaces, a changed `type` drops the old options.
 * A `null` replaces like any value; later it reads as "not there", so that it undoes what a base says.
 * Both nodes are used up.
 */
export function merge(base: TreeNode, over: TreeNode, keys: readonly string[] = []): TreeNode {
  if ((base.kind === 'map' || over.kind === 'map') && !isReference(over)) {
    // One side may be a bare string, which stands for { type }.
    const lower = asComponent(base);
    const upper = asComponent(over);
    if (lower.kind === 'map' && upper.kind === 'map') return mergeMaps(lower, upper, keys);
  }
  return over;
}

function mergeMaps(base: MapNode, over: MapNode, keys: readonly string[]): MapNode {
  const before = formOf(base, keys);
  const after = formOf(over, keys);
  if (before !== undefined && after !== undefined && before !== after) dropOldForm(base, keys);
  for (const [key, entry] of over.entries) {
    const lower = base.entries.get(key);
    base.entries.set(
      key,
      lower ? { key: entry.key, node: merge(lower.node, entry.node, [...keys, key]) } : entry,
    );
  }
  base.place = over.place;
  return base;
}

/** `${a.b}` may stand for a whole map and is not known yet. */
const isReference = (node: TreeNode): boolean =>
  node.kind === 'scalar' && typeof node.value === 'string' && node.value.startsWith('${');
