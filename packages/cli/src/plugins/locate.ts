import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nearest } from '@ganx/core/plugin';
import type { ListedPlugin } from '@ganx/core/spec';
import { resolve as resolveModule } from 'import-meta-resolve';
import { pluginFailure } from './plugin-failure.js';

/** The file that a plugin's code begins with; nothing of it has been read. */
export interface LocatedPlugin {
  readonly reference: string;
  readonly from: 'file' | 'package';
  readonly entry: string;
  /** The folder that the plugin's files are named from: of its package, or of the file. */
  readonly root: string;
}

/** What a local plugin may be written in. */
export const pluginExtensions = ['.ts', '.mts', '.js', '.mjs'];

/** `name`, `@scope/name`, and either with the path of an export behind it. */
const packageName =
  /^(@[a-z0-9~-][a-z0-9._~-]*\/)?[a-z0-9~-][a-z0-9._~-]*(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*$/;

const isPath = (reference: string): boolean => isAbsolute(reference) || /^\.{1,2}[/\\]/.test(reference);

/** Finds a listed plugin: a path as seen from `directory`, a package from the folder of the file that lists it. */
export function locatePlugin({ reference, directory: from }: ListedPlugin, directory: string): LocatedPlugin {
  return isPath(reference) ? locateFile(reference, directory) : locatePackage(reference, from, directory);
}

function locateFile(reference: string, directory: string): LocatedPlugin {
  const file = resolve(directory, reference);
  const facts = existsSync(file) ? statSync(file) : undefined;
  if (!facts)
    throw pluginFailure(
      'GANX_PLUGIN_NOT_FOUND',
      reference,
      `there is no such file.${nearFile(file)} Paths start at the folder of the file that lists them.`,
    );
  if (facts.isDirectory()) {
    throw pluginFailure(
      'GANX_PLUGIN_NOT_FOUND',
      reference,
      `this is a folder. Name the file in it that exports the plugin${entryIn(file, reference)}.`,
    );
  }
  if (!pluginExtensions.includes(extname(file))) {
    throw pluginFailure(
      'GANX_PLUGIN_NOT_FOUND',
      reference,
      `a local plugin is an ES module in a ${pluginExtensions.join(', ')} file, but this is a ${extname(file) || 'file without an ending'}.`,
    );
  }
  const entry = realpathSync(file);
  return { reference, from: 'file', entry, root: dirname(entry) };
}

/** ` Is ./plugins/my-loss.ts meant?`, of files that lie beside the one that does not. */
function nearFile(file: string): string {
  const folder = dirname(file);
  if (!existsSync(folder)) return ` The folder ${folder} does not exist either.`;
  const files = readdirSync(folder).filter((name) => pluginExtensions.includes(extname(name)));
  const stem = basename(file, extname(file));
  const same = files.filter((name) => basename(name, extname(name)) === stem);
  const near = same.length > 0 ? same : nearest(basename(file), files);
  return near.length > 0 ? ` Is ${near.join(' or ')} meant, in the same folder?` : '';
}

function entryIn(folder: string, reference: string): string {
  const entry = ['index.ts', 'src/index.ts', 'index.mjs', 'index.js'].find((name) =>
    existsSync(join(folder, name)),
  );
  return entry ? `, as ${reference.replace(/\/$/, '')}/${entry}` : '';
}

function locatePackage(reference: string, from: string, directory: string): LocatedPlugin {
  if (!packageName.test(reference)) {
    const detail =
      'it is neither the name of a package nor a path that starts with "./", "../" or "/". Code is loaded from files on this machine only.';
    throw pluginFailure('GANX_PLUGIN_NOT_FOUND', reference, detail);
  }
  let entry: string;
  try {
    entry = realpathSync(fileURLToPath(resolveModule(reference, pathToFileURL(join(from, '_')).href)));
  } catch (cause) {
    throw pluginFailure(
      'GANX_PLUGIN_NOT_FOUND',
      reference,
      missingPackage(reference, from, directory, cause),
      { cause },
    );
  }
  return { reference, from: 'package', entry, root: packageOf(entry) };
}

function missingPackage(reference: string, from: string, directory: string, cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  if (
    code === 'ERR_PACKAGE_PATH_NOT_EXPORTED' ||
    code === 'ERR_INVALID_PACKAGE_TARGET' ||
    code === 'ENOENT'
  ) {
    return 'the package is installed, but what its package.json names as its entry is not there. If it is your own, build it.';
  }
  if (existsSync(resolve(directory, reference)))
    return `no package of this name is installed. Is the file ./${reference} meant?`;
  const name = reference
    .split('/')
    .slice(0, reference.startsWith('@') ? 2 : 1)
    .join('/');
  return `no package of this name is installed where ${from} can see it. Run \`npm install ${name}\` there.`;
}

/** The folder of the nearest package.json that has a name. */
function packageOf(entry: string): string {
  for (let at = dirname(entry); ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file) && 'name' in (JSON.parse(readFileSync(file, 'utf8')) as object)) return at;
    if (dirname(at) === at) return dirname(entry);
  }
}
