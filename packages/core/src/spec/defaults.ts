import { basename } from 'node:path';
import type { Json } from '../plugin/json.js';
import { frameworkOptions } from '../plugin/kinds.js';
import { split } from './path.js';
import { type Schema, slotOf } from './schema.js';
import { skeleton } from './skeleton.js';
import { childOf, fromJson, type TreeNode } from './tree.js';

/** A name for runs, from the name of the file. */
export function nameFromFile(file: string): string {
  const stem = basename(file).replace(/\.(ya?ml|json)$/i, '');
  const clean = stem
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 100);
  return clean === '' ? 'experiment' : clean;
}

/** What a path means that the spec does not write, as far as that is known without any plugin. */
export function defaultAt(path: string): TreeNode | undefined {
  let schema: Schema | undefined = skeleton;
  let node: TreeNode | undefined;
  for (const key of split(path)) {
    const slot = slotOf(schema);
    const kindOption =
      slot?.is === 'component' ? (frameworkOptions[slot.kind]?.[key] as Schema | undefined) : undefined;
    schema = schema?.properties?.[key] ?? kindOption;
    const written: TreeNode | undefined = node && childOf(node, key);
    node = written ?? (schema?.default === undefined ? undefined : fromJson(schema.default as Json));
  }
  return node;
}
