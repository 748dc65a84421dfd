import { register } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { HookData } from './import-hooks.js';
import type { ModuleGraph } from './module-graph.js';

type Module = Readonly<Record<string, unknown>>;

/** Runs a plugin's module from the code that was read of it, and gives what it exports. */
export async function importPlugin(entry: string, { modules, mapped }: ModuleGraph): Promise<Module> {
  if (mapped) process.setSourceMapsEnabled(true);
  const toUrl = (file: string) => pathToFileURL(file).href;
  const data: HookData = {
    code: Object.fromEntries(
      modules.flatMap(({ file, code }) => (code === undefined ? [] : [[toUrl(file), code]])),
    ),
    links: Object.fromEntries(
      modules.map(({ file, links }) => [
        toUrl(file),
        Object.fromEntries(Object.entries(links).map(([specifier, target]) => [specifier, toUrl(target)])),
      ]),
    ),
    host: import.meta.url,
  };
  register(new URL('./import-hooks.js', import.meta.url), { data });
  return (await import(toUrl(entry))) as Module;
}
