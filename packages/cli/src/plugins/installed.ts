import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { InstalledPlugin } from '@ganx/core/spec';

/**
 * Packages that say of themselves that they are plugins (the keyword `ganx-plugin`), where a file in this folder could import
 * them from. Their package.json is read, nothing else; they are named in messages and lists, never loaded.
 */
export function installedPlugins(directory: string): readonly InstalledPlugin[] {
  const found = new Map<string, InstalledPlugin>();
  for (let at = directory; ; at = dirname(at)) {
    for (const folder of packagesIn(join(at, 'node_modules'))) {
      const plugin = readPackage(folder);
      if (plugin && !found.has(plugin.name)) found.set(plugin.name, plugin);
    }
    if (dirname(at) === at) break;
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function* packagesIn(modules: string): Generator<string> {
  for (const name of namesIn(modules)) {
    if (name.startsWith('@')) yield* namesIn(join(modules, name)).map((inner) => join(modules, name, inner));
    else yield join(modules, name);
  }
}

const namesIn = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];

function readPackage(folder: string): InstalledPlugin | undefined {
  try {
    const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      name?: string;
      version?: string;
      keywords?: readonly string[];
      ganx?: { namespace?: string; api?: string };
    };
    if (!facts.name || !facts.keywords?.includes('ganx-plugin')) return undefined;
    const { namespace, api } = facts.ganx ?? {};
    return {
      name: facts.name,
      version: facts.version ?? '0.0.0',
      folder,
      ...(typeof namespace === 'string' && { namespace }),
      ...(typeof api === 'string' && { api }),
    };
  } catch {
    return undefined;
  }
}
