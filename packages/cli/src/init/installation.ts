import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve, sep } from 'node:path';

/**
 * How a shell in a folder starts this very ganx: by its name where the PATH has it, through npx where the folder's own
 * node_modules do, else by its file. A bare `npx ganx` elsewhere would run whatever the registry has under that name.
 */
export function commandIn(folder: string, packageRoot: string, path = process.env.PATH ?? ''): string {
  const program = real(join(packageRoot, 'bin/run.js'));
  const isThis = (file: string) => existsSync(file) && real(file) === program;
  // npx and npm put the folders of their project there; the user's shell does not have them.
  const own = path.split(delimiter).filter((at) => at !== '' && !at.includes(`node_modules${sep}.bin`));
  const first = own.map((at) => join(at, 'ganx')).find((file) => existsSync(file));
  if (first !== undefined && isThis(first)) return 'ganx';
  for (let at = resolve(folder); ; at = dirname(at)) {
    const local = join(at, 'node_modules/.bin/ganx');
    if (existsSync(local)) return isThis(local) ? 'npx ganx' : `node ${quoted(program)}`;
    if (dirname(at) === at) return `node ${quoted(program)}`;
  }
}

/**
 * The dependencies by which another package gets the ganx that runs: what it was installed from. Of a clone, its folders;
 * of tarballs, all of them, since they need one another; of the registry, versions.
 */
export function ganxDependencies(
  packageRoot: string,
  names: readonly string[],
  version: string,
): Readonly<Record<string, string>> {
  const root = real(packageRoot);
  const tarballs = tarballsOf(root);
  if (tarballs !== undefined) {
    const versions = Object.fromEntries(names.map((name) => [name, `^${version}`]));
    return { ...versions, ...tarballs };
  }
  return Object.fromEntries(
    names.map((name) => {
      const folder = name === '@ganx/cli' ? root : folderOf(name, root);
      return [name, folder === undefined ? `^${version}` : `file:${folder}`];
    }),
  );
}

/** The packages that npm has installed from files beside this one; undefined where npm has not installed it. */
function tarballsOf(root: string): Readonly<Record<string, string>> | undefined {
  const end = root.lastIndexOf(`${sep}node_modules${sep}`);
  if (end === -1) return undefined;
  const project = root.slice(0, end);
  const lock = join(project, 'node_modules/.package-lock.json');
  if (!existsSync(lock)) return undefined;
  const { packages = {} } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages?: Readonly<Record<string, { readonly resolved?: string; readonly link?: boolean }>>;
  };
  return Object.fromEntries(
    Object.entries(packages).flatMap(([at, { link, resolved = '' }]) => {
      const [, name] = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(at) ?? [];
      if (name === undefined || link || !resolved.startsWith('file:')) return [];
      return [[name, `file:${resolve(project, resolved.slice('file:'.length))}`]];
    }),
  );
}

/** The folder of a package, as this one would import it. */
function folderOf(name: string, root: string): string | undefined {
  const looked = createRequire(join(root, 'package.json')).resolve.paths(name) ?? [];
  const found = looked.map((at) => join(at, name)).find((at) => existsSync(join(at, 'package.json')));
  return found && real(found);
}

const real = (path: string): string => realpathSync(path);
const quoted = (path: string): string =>
  /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
