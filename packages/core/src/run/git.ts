import { execFileSync } from 'node:child_process';

export interface GitState {
  readonly commit: string;
  /** Tracked files differ from the commit. */
  readonly dirty: boolean;
}

/** Larger differences are not kept. */
const diffLimit = 1 << 20;

/** The commit that `directory` stands at and what was changed since; undefined outside a repository or without git. */
export function gitState(
  directory: string,
): { readonly state: GitState; readonly diff: string | undefined } | undefined {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', directory, ...args], {
      encoding: 'utf8',
      timeout: 5000,
      maxBuffer: 4 * diffLimit,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  try {
    const commit = git('rev-parse', 'HEAD').trim();
    const dirty = git('status', '--porcelain', '--untracked-files=no').trim() !== '';
    let diff: string | undefined;
    try {
      diff = dirty ? git('diff', 'HEAD', '--', '.') : undefined;
    } catch {
      diff = undefined;
    }
    return { state: { commit, dirty }, diff: diff && diff.length <= diffLimit ? diff : undefined };
  } catch {
    return undefined;
  }
}
