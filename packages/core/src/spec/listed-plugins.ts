import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { commandLine, isDefault, type Place, problemAt } from './place.js';
import type { SpecProblem } from './problem.js';
import type { MapNode } from './tree.js';
import { quote } from './words.js';

/** One entry of `plugins:`. */
export interface ListedPlugin {
  /** A package, or a path as seen from the spec's folder. */
  readonly reference: string;
  /** The folder that a package is looked up from: that of the file in which the entry stands. */
  readonly directory: string;
  /** Who asks for it. */
  readonly by: 'file' | 'command line';
}

export interface PluginList {
  readonly listed: readonly ListedPlugin[];
  readonly problems: readonly SpecProblem[];
}

/**
 * Reads `plugins:` of a composed spec. To list a plugin is to ask for its code, so the list must be there to be seen: it is
 * written out, without `${...}`, in the spec itself, on the command line, or in a file of the same project that the spec
 * extends. A file from elsewhere cannot bring code along. Paths in the spec itself start at `directory`.
 */
export function listPlugins(tree: MapNode, file: string, directory: string): PluginList {
  const list = tree.entries.get('plugins')?.node;
  const listed: ListedPlugin[] = [];
  const problems: SpecProblem[] = [];
  const refuse = (place: Place, path: string, message: string) =>
    problems.push(problemAt(place, 'GANX_SPEC_PLUGIN', path, message));
  if (list?.reference !== undefined) {
    refuse(list.place, 'plugins', `The list of plugins is written as ${quote(list.reference)}. ${literally}`);
    return { listed, problems };
  }
  if (list?.kind !== 'list') return { listed, problems };
  const project = projectOf(file);
  for (const [i, item] of list.items.entries()) {
    const path = `plugins.${i}`;
    if (item.reference !== undefined) {
      refuse(item.place, path, `A plugin is written as ${quote(item.reference)}. ${literally}`);
    } else if (
      item.kind === 'scalar' &&
      !item.broken &&
      typeof item.value === 'string' &&
      item.value !== ''
    ) {
      const reference = item.value;
      if (isWithin(project, item.place)) {
        const by = item.place.file === commandLine ? 'command line' : 'file';
        const own = by === 'command line' || isDefault(item.place) || item.place.file === file;
        listed.push({ reference, directory: own ? directory : dirname(item.place.file), by });
      } else refuse(item.place, path, fromElsewhere(reference, item.place.file, file));
    }
  }
  return { listed, problems };
}

const literally = 'Write each package or path out, so that anyone can see what code the spec loads.';

const fromElsewhere = (reference: string, base: string, file: string): string =>
  `The plugin ${quote(reference)} is listed by ${base}, which stands outside the project of ${file}. A file from elsewhere cannot bring code along: list the plugins that you want under "plugins" in the spec itself.`;

/** The nearest folder at or above the spec's with a package.json or a repository; without one the spec's own. */
function projectOf(file: string): string {
  const own = dirname(realPath(file));
  for (let at = own; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json')) || existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) return own;
  }
}

function isWithin(project: string, place: Place): boolean {
  if (place.file === commandLine || isDefault(place)) return true;
  const way = relative(project, realPath(place.file));
  return way !== '..' && !way.startsWith(`..${sep}`) && !way.split(sep).includes('node_modules');
}

function realPath(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
