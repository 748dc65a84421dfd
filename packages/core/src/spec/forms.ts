import { frameworkOptions } from '../plugin/kinds.js';
import { toIndex } from './path.js';
import { slotAt, slotOf } from './schema.js';
import { skeletonAt } from './skeleton.js';
import { type MapNode, typeOf } from './tree.js';

/**
 * When a component changes its `type`, the options of the old type mean nothing to the new one and must go. A network
 * also changes between `layers:` and a preset, and a stopping rule between `any:`, `all:` and a single rule.
 */

/** What a map is an instance of; undefined where it does not say, so that it merges with any. */
export function formOf(map: MapNode, keys: readonly string[]): string | undefined {
  const schema = skeletonAt(keys);
  const slot = slotAt(schema, true);
  const type = typeOf(map);
  if (type !== undefined) return schema && !slot ? undefined : `type ${type}`;
  if (slot?.is === 'network') return map.entries.has('layers') ? 'layers' : undefined;
  if (slot?.is === 'stop') return ['any', 'all'].find((key) => map.entries.has(key));
  return undefined;
}

/** Options that belong to the kind and not to the type, so that they outlive a changed type (`data.batchSize`). */
export function keptOptions(keys: readonly string[]): ReadonlySet<string> {
  const slot = slotAt(skeletonAt(keys), true);
  if (slot?.is === 'component') return new Set(Object.keys(frameworkOptions[slot.kind] ?? {}));
  const list = slotOf(skeletonAt(keys.slice(0, -1)));
  const inList = list?.is === 'component-list' && toIndex(keys.at(-1) ?? '') !== undefined;
  return new Set(inList ? Object.keys(frameworkOptions[list.kind] ?? {}) : []);
}

/** Takes away the options of another form. Those that `keep` says yes to stay. */
export function dropOldForm(
  map: MapNode,
  keys: readonly string[],
  keep: (option: string) => boolean = () => false,
): void {
  const kept = keptOptions(keys);
  for (const option of [...map.entries.keys()])
    if (!kept.has(option) && !keep(option)) map.entries.delete(option);
}
