import type { Schema } from './schema.js';
import type { MapNode } from './tree.js';

/** Keys at the top of a file that are its writer's own: a place for what anchors name. Nothing reads them. */
const own = '^x-';

export const ownKeys: Schema = {
  patternProperties: {
    [own]: { description: "The file's own; a place for anchors (&name). Nothing reads it." },
  },
};

/** Takes them out of a file that was parsed, in which aliases are expanded. */
export function dropOwnKeys({ entries }: MapNode): void {
  for (const key of entries.keys()) if (new RegExp(own).test(key)) entries.delete(key);
}
