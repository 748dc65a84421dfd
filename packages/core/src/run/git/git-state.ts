import { execFileSync } from 'node:child_process';
import { realpathSync, rmSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type AsideRepository, makeAside } from './aside-repository.js';
import { type LeftOut, withoutSecrets } from './diff-secrets.js';

export interface GitState {
  readonly commit: string;
  /** Tracked files differ from the commit. */
  readonly dirty: boolean;
  /** What the stored difference does not have, and why; absent where it has all. */
  readonly leftOut?: readonly LeftOut[];
}

export interface GitFacts {
  readonly state: GitState;
  readonly diff: string | undefined;
}

/** Larger differences are not kept. */
const diffLimit = 1 << 20;
const milliseconds = 5000;

/**
 * The commit that `directory` stands at and what was changed since; undefined outside a repository or without git.
 *
 * A repository's configuration can name commands that git runs: a file monitor, filters, drivers of differences, hooks, a
 * transport for objects that are missing. It may have come with an archive. So it is asked only where things are, which
 * runs nothing, and the files are compared through a repository of our own that has its objects and nothing else of it.
 *
 * Params     `secrets` are values that the stored difference must not show.
 */
export function gitState(directory: string, secrets: readonly string[] = []): GitFacts | undefined {
  let aside: AsideRepository | undefined;
  try {
    aside = open(directory);
    const ask = (...args: string[]) => git(directory, args, aside!.environment);
    const status = ask('status', '--porcelain', '--untracked-files=no', '--ignore-submodules=dirty');
    const { commit } = aside;
    if (status.trim() === '') return { state: { commit, dirty: false }, diff: undefined };
    const { diff, leftOut } = keep(() => ask('diff', ...plainDiff, commit, '--', '.'), secrets);
    return { state: { commit, dirty: true, ...(leftOut.length === 0 ? {} : { leftOut }) }, diff };
  } catch {
    return undefined;
  } finally {
    if (aside) rmSync(aside.folder, { recursive: true, force: true });
  }
}

const plainDiff = ['--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=dirty'];

function open(directory: string): AsideRepository {
  const environment = plainEnvironment();
  const ask = (...args: string[]) => git(directory, args, environment).trim();
  const places = ask('rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir', 'HEAD');
  const [top = '', folder = '', common = '', commit = ''] = places.split('\n');
  if (!/^[0-9a-f]{40,64}$/.test(commit)) throw new Error('there is no commit');
  // `core.worktree` may point anywhere.
  const within = `${realpathSync(directory)}${sep}`.startsWith(
    `${realpathSync(top).replace(/[\\/]$/, '')}${sep}`,
  );
  if (!within) throw new Error('the repository is about another folder');
  return makeAside({
    commit,
    top,
    folder,
    common: resolve(directory, common),
    objectFormat: commit.length === 64 ? 'sha256' : 'sha1',
    settings: settingsOf(ask),
    environment,
  });
}

/** All settings of the section `core`, of the repository and the user; the last one counts. */
function settingsOf(ask: (...args: string[]) => string): ReadonlyMap<string, string> {
  try {
    const lines = ask('config', '--get-regexp', '^core\\.').split('\n');
    return new Map(lines.map((line) => [line.split(' ', 1)[0]!, line.slice(line.indexOf(' ') + 1)]));
  } catch {
    return new Map();
  }
}

function keep(
  ask: () => string,
  secrets: readonly string[],
): { readonly diff: string | undefined; readonly leftOut: readonly LeftOut[] } {
  const tooLarge = { file: '*', why: `the difference is larger than ${diffLimit} bytes` };
  let whole: string;
  try {
    whole = ask();
  } catch (cause) {
    const full = (cause as NodeJS.ErrnoException).code === 'ENOBUFS';
    return { diff: undefined, leftOut: [full ? tooLarge : { file: '*', why: 'git could not tell it' }] };
  }
  const { diff, leftOut } = withoutSecrets(whole, secrets);
  if (diff.length > diffLimit) return { diff: undefined, leftOut: [...leftOut, tooLarge] };
  return { diff: diff || undefined, leftOut };
}

/** Without what tells git of another repository, or of commands to run. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'));
  return { ...Object.fromEntries(own), GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };
}

function git(directory: string, args: readonly string[], env: NodeJS.ProcessEnv): string {
  const safe = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
  return execFileSync('git', ['-C', directory, ...safe, ...args], {
    encoding: 'utf8',
    timeout: milliseconds,
    maxBuffer: 4 * diffLimit,
    stdio: ['ignore', 'pipe', 'ignore'],
    env,
  });
}
