import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { PluginFile, PluginOrigin } from '@ganx/core/plugin';
import type { LocatedPlugin } from './locate.js';
import type { ModuleGraph } from './module-graph.js';

/**
 * What a plugin is made of. A local file: itself and every file that it imports or names. A package: all its files, since its code
 * may read any of them; its dependencies are recorded by the lockfile.
 */
export function fingerprint(
  { reference, from, entry, root }: LocatedPlugin,
  graph: ModuleGraph,
): PluginOrigin {
  const files =
    from === 'file'
      ? filesOf(graph, root)
      : [...filesBelow(root)].map((file) => hashFile(root, file, readFileSync(file)));
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const sum = createHash('sha256');
  for (const { path, sha256 } of files) sum.update(`${path}\0${sha256}\n`);
  return { reference, from, entry, sha256: sum.digest('hex'), files };
}

const filesOf = ({ modules }: ModuleGraph, root: string): PluginFile[] =>
  modules.map(({ file, source }) => hashFile(root, file, source));

const hashFile = (root: string, file: string, content: Uint8Array): PluginFile => ({
  path: relative(root, file).split(sep).join('/'),
  sha256: createHash('sha256').update(content).digest('hex'),
});

/** Links count as what they lead to; a folder that is reached twice counts once. */
function* filesBelow(folder: string, seen = new Set<string>()): Generator<string> {
  const real = realpathSync(folder);
  if (seen.has(real)) return;
  seen.add(real);
  for (const name of readdirSync(folder)) {
    if (name === 'node_modules' || name.startsWith('.')) continue;
    const path = join(folder, name);
    const facts = statSync(path, { throwIfNoEntry: false });
    if (facts?.isDirectory()) yield* filesBelow(path, seen);
    else if (facts?.isFile()) yield path;
  }
}
