import { PluginError, PluginListError } from '@ganx/core';
import { type Plugin, type PluginOrigin, Registry, RegistryError } from '@ganx/core/plugin';
import { examineExamples, type ListedPlugin } from '@ganx/core/spec';
import { builtins } from '@ganx/plugins';
import { loadPlugin, PluginFaults } from '../plugins/load-plugin.js';
import { pluginFailure } from '../plugins/plugin-failure.js';
import { type ReadPlugin, readPlugin } from '../plugins/read-plugin.js';

/** A listed plugin and what it was found to be. */
export interface FoundPlugin {
  readonly listed: ListedPlugin;
  readonly origin: PluginOrigin;
}

/** Asked when all plugins are found and read and none has run; throws to keep them from running. */
export type AdmitPlugins = (plugins: readonly FoundPlugin[]) => void;

/**
 * The built-in components and those of the plugins that are listed. Nothing else is looked for. All plugins are read before any of
 * them runs, and all that is wrong with them is told at once.
 */
export async function makeRegistry(
  plugins: readonly ListedPlugin[] = [],
  directory = process.cwd(),
  admit?: AdmitPlugins,
): Promise<Registry> {
  const registry = Registry.of(builtins);
  const read = await each(
    plugins,
    ({ reference }) => reference,
    async (listed) => ({ listed, ...(await readPlugin(listed, directory)) }),
  );
  admit?.(read);
  const loaded = await each(read, ({ origin }) => origin.reference, loadInto(registry));
  await each(
    loaded,
    ({ origin }) => origin.reference,
    ({ plugin, origin }) => judgeExamples(plugin, origin, registry),
  );
  return registry;
}

/** Plugins as someone names them on the command line, seen from the current folder. */
export const namedPlugins = (references: readonly string[] = []): ListedPlugin[] =>
  references.map((reference) => ({ reference, directory: process.cwd(), by: 'command line' }));

function loadInto(registry: Registry) {
  return async (read: ReadPlugin): Promise<{ plugin: Plugin; origin: PluginOrigin }> => {
    const { origin } = read;
    const plugin = await loadPlugin(read);
    const { namespace } = plugin.meta;
    const before = registry.plugins.find((other) => other.namespace === namespace);
    if (before) {
      const other = before.origin ? `"${before.origin.reference}"` : 'the built-in plugin';
      const detail = `its namespace "${namespace}" is that of ${other} too. Give one of them another, or list only one.`;
      throw pluginFailure('GANX_PLUGIN_NAMESPACE', origin.reference, detail, { path: origin.entry });
    }
    try {
      registry.add(plugin, origin);
    } catch (cause) {
      if (!(cause instanceof RegistryError)) throw cause;
      throw pluginFailure(cause.code, origin.reference, cause.message, { path: origin.entry, cause });
    }
    return { plugin, origin };
  };
}

async function judgeExamples(plugin: Plugin, origin: PluginOrigin, registry: Registry): Promise<void> {
  const faults = examineExamples(plugin, registry);
  if (faults.length === 0) return;
  throw new PluginFaults(
    faults.map(({ code, message }) => pluginFailure(code, origin.reference, message, { path: origin.entry })),
  );
}

/** Does something with each plugin, one after the other; throws what went wrong with all of them. */
async function each<A, B>(
  plugins: readonly A[],
  referenceOf: (plugin: A) => string,
  use: (plugin: A) => Promise<B>,
): Promise<B[]> {
  const results: B[] = [];
  const failures: { reference: string; error: PluginError }[] = [];
  for (const plugin of plugins) {
    try {
      results.push(await use(plugin));
    } catch (error) {
      const reference = referenceOf(plugin);
      if (error instanceof PluginFaults)
        failures.push(...error.failures.map((failure) => ({ reference, error: failure })));
      else if (error instanceof PluginError) failures.push({ reference, error });
      else throw error;
    }
  }
  if (failures.length > 0) throw new PluginListError(failures);
  return results;
}
