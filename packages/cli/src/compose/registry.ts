import { PluginError } from '@ganx/core';
import { Registry, RegistryError } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { loadPlugin } from './load-plugin.js';

/** The built-in components and those of the plugins that a spec lists. Nothing else is looked for. */
export async function makeRegistry(
  plugins: readonly string[] = [],
  directory = process.cwd(),
): Promise<Registry> {
  const registry = Registry.of(builtins);
  for (const reference of plugins) {
    const plugin = await loadPlugin(reference, directory);
    try {
      registry.add(plugin);
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      throw new PluginError(cause.code, cause.message, {
        place: { component: `plugin ${reference}` },
        cause,
      });
    }
  }
  return registry;
}
