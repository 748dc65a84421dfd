import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';

export interface AsideRequest {
  readonly commit: string;
  /** Folder of the working tree. */
  readonly top: string;
  /** Git's own folder of it, and the one that all its working trees share. */
  readonly folder: string;
  readonly common: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Of the repository and the user, their names in lower case. */
  readonly settings: ReadonlyMap<string, string>;
  readonly environment: NodeJS.ProcessEnv;
}

/** A repository with the objects and the index of another one, and with a configuration of our own. */
export interface AsideRepository {
  readonly commit: string;
  readonly folder: string;
  /** In which git knows this repository and no configuration but its. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Settings that say how files are compared and can run nothing, with what they may say. */
const harmless: readonly (readonly [name: string, values: RegExp])[] = [
  ['core.autocrlf', /^(true|false|input)$/],
  ['core.eol', /^(lf|crlf|native)$/],
  ['core.filemode', /^(true|false)$/],
  ['core.ignorecase', /^(true|false)$/],
  ['core.symlinks', /^(true|false)$/],
  ['core.precomposeunicode', /^(true|false)$/],
];

const indexLimit = 1 << 30;

/** Makes it in a temporary folder, which is the caller's to remove. */
export function makeAside(request: AsideRequest): AsideRepository {
  const { commit, common, environment, objectFormat, settings, top } = request;
  const folder = mkdtempSync(join(tmpdir(), 'ganx-git-'));
  mkdirSync(join(folder, 'refs'));
  writeFileSync(join(folder, 'HEAD'), `${commit}\n`);
  const version = objectFormat === 'sha1' ? 0 : 1;
  const lines = ['[core]', `repositoryformatversion = ${version}`, 'bare = false'];
  for (const [name, values] of harmless) {
    const value = settings.get(name)?.toLowerCase();
    if (value !== undefined && values.test(value)) lines.push(`${name.split('.')[1]} = ${value}`);
  }
  if (objectFormat !== 'sha1') lines.push('[extensions]', `objectFormat = ${objectFormat}`);
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`);
  copyIndex(request.folder, folder);
  return {
    commit,
    folder,
    environment: {
      ...environment,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: devNull,
      GIT_ATTR_NOSYSTEM: '1',
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_DIR: folder,
      GIT_WORK_TREE: top,
      GIT_OBJECT_DIRECTORY: join(common, 'objects'),
    },
  };
}

/** The index, with its time, by which git knows what it has to look at again; it may be in parts. */
function copyIndex(from: string, to: string): void {
  for (const name of readdirSync(from)) {
    if (name !== 'index' && !/^sharedindex\.[0-9a-f]+$/.test(name)) continue;
    const stat = lstatSync(join(from, name));
    if (!stat.isFile() || stat.size > indexLimit) throw new Error(`${name} is no index`);
    copyFileSync(join(from, name), join(to, name));
    utimesSync(join(to, name), stat.atime, stat.mtime);
  }
}
