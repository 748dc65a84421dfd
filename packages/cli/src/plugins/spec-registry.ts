import { readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { Registry } from '@ganx/core/plugin';
import { type ListedPlugin, loadExperiment } from '@ganx/core/spec';
import { parse, YAMLParseError } from 'yaml';
import { makeRegistry, namedPlugins } from '../compose/registry.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { UsageError } from '../errors/usage-error.js';

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

/** Whose components belong in a schema for editors. */
export interface SchemaScope {
  readonly specs?: readonly string[];
  /** A folder: all specs in it and below. */
  readonly project?: string;
  readonly plugins?: readonly string[];
}

export interface ScopedRegistry {
  readonly registry: Registry;
  /** Files of the project that are experiments and cannot be read. */
  readonly passedOver: readonly string[];
}

/** The built-in components and those of the plugins that several specs list, each plugin once. None runs before all are found. */
export async function scopedRegistry({
  specs = [],
  project,
  plugins = [],
}: SchemaScope): Promise<ScopedRegistry> {
  const listed = new Map<string, ListedPlugin>();
  const add = (plugin: ListedPlugin, directory: string) => {
    const seen = fromHere(plugin, directory);
    if (!listed.has(seen.reference)) listed.set(seen.reference, seen);
  };
  for (const spec of specs) for (const { plugin, directory } of await pluginsOf(spec)) add(plugin, directory);
  const passedOver: string[] = [];
  for (const file of project === undefined ? [] : yamlBelow(folderOf(project))) {
    try {
      if (!isExperiment(file)) continue;
      for (const { plugin, directory } of await pluginsOf(file)) add(plugin, directory);
    } catch (error) {
      if (!(error instanceof LocatedSpecError || error instanceof YAMLParseError)) throw error;
      passedOver.push(relative(process.cwd(), file));
    }
  }
  for (const plugin of namedPlugins(plugins)) add(plugin, process.cwd());
  return { registry: await makeRegistry([...listed.values()]), passedOver };
}

/** What a spec lists; none of it is run. */
async function pluginsOf(
  file: string,
): Promise<readonly { readonly plugin: ListedPlugin; readonly directory: string }[]> {
  let found: readonly { plugin: ListedPlugin; directory: string }[] | undefined;
  const loaded = await loadExperiment({
    file,
    env: process.env,
    registry: (plugins, directory) => {
      found = plugins.map((plugin) => ({ plugin, directory }));
      return Registry.of();
    },
  });
  if (found) return found;
  throw new LocatedSpecError(loaded.valid ? [] : loaded.problems, loaded.sources);
}

/** The same plugin as named in the current folder. */
function fromHere(plugin: ListedPlugin, directory: string): ListedPlugin {
  const { reference } = plugin;
  if (!isAbsolute(reference) && !/^\.{1,2}[/\\]/.test(reference)) return plugin;
  const way = relative(process.cwd(), resolve(directory, reference));
  return {
    ...plugin,
    reference: way.startsWith('..') || isAbsolute(way) ? resolve(directory, reference) : `.${sep}${way}`,
  };
}

function folderOf(project: string): string {
  const folder = resolve(project);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return folder;
  throw new UsageError('GANX_CLI_ARGUMENT', `There is no folder ${folder}.`);
}

/** Whether a file means to be an experiment: other programs have files with a list of `plugins` too. */
function isExperiment(file: string): boolean {
  const content: unknown = parse(readFileSync(file, 'utf8'), { logLevel: 'error' });
  if (typeof content !== 'object' || content === null) return false;
  return 'extends' in content || ('generator' in content && 'discriminator' in content);
}

/** Files that may be specs, in order. Links are not followed; what npm, runs and hidden folders hold is not the project's own. */
function* yamlBelow(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (
      entry.isDirectory() &&
      !entry.name.startsWith('.') &&
      !['node_modules', 'runs', 'dist'].includes(entry.name)
    )
      yield* yamlBelow(path);
    else if (entry.isFile() && /\.ya?ml$/.test(entry.name)) yield path;
  }
}
