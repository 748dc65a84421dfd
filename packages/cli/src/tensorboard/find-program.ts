import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { RuntimeFailure } from '@ganx/core';

/** How to start TensorBoard: a program and the arguments that come before TensorBoard's own. */
export interface TensorBoardProgram {
  readonly program: string;
  readonly before: readonly string[];
  /** Where it was found. */
  readonly from: 'GANX_TENSORBOARD' | 'PATH' | 'Python';
}

const howToGetIt =
  'Install it with `pip install tensorboard` (no TensorFlow is needed), or name the program in the environment variable GANX_TENSORBOARD. What runs log is kept all the same.';

/**
 * Looks for TensorBoard: what GANX_TENSORBOARD names, `tensorboard` on the PATH, then a Python on the PATH that has the package.
 *
 * Errors     RuntimeFailure GANX_TENSORBOARD_MISSING, with how to get it.
 */
export async function findTensorBoard(env: NodeJS.ProcessEnv = process.env): Promise<TensorBoardProgram> {
  const named = env.GANX_TENSORBOARD;
  if (named) {
    const program = findOnPath(named, env);
    if (program) return { program, before: [], from: 'GANX_TENSORBOARD' };
    throw new RuntimeFailure(
      'GANX_TENSORBOARD_MISSING',
      `The environment variable GANX_TENSORBOARD names ${named}, which is no program that can be started here. Name one, or unset it to look on the PATH.`,
    );
  }
  const program = findOnPath('tensorboard', env);
  if (program) return { program, before: [], from: 'PATH' };
  const pythons = ['python3', 'python'].flatMap((name) => findOnPath(name, env) ?? []);
  for (const python of pythons) {
    if (await hasTensorBoard(python, env))
      return { program: python, before: ['-m', 'tensorboard.main'], from: 'Python' };
  }
  const python =
    pythons.length === 0 ? 'there is no Python either' : `${pythons.join(' and ')} do not have it`;
  throw new RuntimeFailure(
    'GANX_TENSORBOARD_MISSING',
    `TensorBoard is not installed: no \`tensorboard\` on the PATH, and ${python}. ${howToGetIt}`,
  );
}

/** A name is looked for in the folders of PATH, a path is taken as it is. */
function findOnPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd'] : [''];
  const folders =
    isAbsolute(name) || /[/\\]/.test(name) ? [''] : (env.PATH ?? '').split(delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const ending of endings) {
      const file = folder === '' ? resolve(name + ending) : join(folder, name + ending);
      if (canStart(file)) return file;
    }
  }
  return undefined;
}

function canStart(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Asks whether the package is there without importing it, which takes seconds. */
async function hasTensorBoard(python: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const question =
    'import sys, importlib.util as u; sys.exit(0 if u.find_spec("tensorboard") and u.find_spec("tensorboard.main") else 1)';
  try {
    await promisify(execFile)(python, ['-c', question], { timeout: 20_000, env });
    return true;
  } catch {
    return false;
  }
}
