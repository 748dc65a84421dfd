import type { Registry } from '@ganx/core/plugin';
import { loadExperiment } from '@ganx/core/spec';
import { makeRegistry, namedPlugins } from '../compose/registry.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';

export interface RegistryChoice {
  /** A spec whose plugins are meant. */
  readonly spec?: string;
  /** Packages and files beside it. */
  readonly plugins?: readonly string[];
}

/**
 * The built-in components, those of the plugins that a spec lists and those that are named. Of the spec only `plugins:` counts:
 * other mistakes in it are not asked about here.
 */
export async function chooseRegistry({ spec, plugins = [] }: RegistryChoice): Promise<Registry> {
  if (spec === undefined) return makeRegistry(namedPlugins(plugins));
  let registry: Registry | undefined;
  const loaded = await loadExperiment({
    file: spec,
    env: process.env,
    registry: async (listed, directory) => {
      registry = await makeRegistry([...listed, ...namedPlugins(plugins)], directory);
      return registry;
    },
  });
  if (registry) return registry;
  throw new LocatedSpecError(loaded.valid ? [] : loaded.problems, loaded.sources);
}
