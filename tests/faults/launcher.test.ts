import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { describe, expect, it } from 'vitest';
import { root, temporaryFolder } from '../cli/ganx.js';

const bin = join(root, 'packages/cli/bin');

/** Ends by itself within the time, or the test fails: nothing here may compute for ever. */
function run(program: string, args: readonly string[]) {
  const { status, stderr, signal } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stderr, signal };
}

describe('a Node that is too old', () => {
  it.each(['run.js', 'need-node.js'])('can read %s, whatever its age', (file) => {
    const text = readFileSync(join(bin, file), 'utf8');
    expect(() => parse(text, { ecmaVersion: 5, allowHashBang: true, sourceType: 'script' })).not.toThrow();
  });

  const as = (version: string, script: string, args: readonly string[]) => {
    const other = join(temporaryFolder(), 'other.cjs');
    writeFileSync(other, `Object.defineProperty(process.versions, 'node', { value: '${version}' });\n`);
    return run(process.execPath, ['--require', other, script, ...args]);
  };

  it.each([
    [join(bin, 'run.js'), 'ganx', '18.20.8'],
    [join(root, 'scripts/need-node.cjs'), 'this repository', '18.20.8'],
    // What is missing in them came to 20 and to 22 later.
    [join(bin, 'run.js'), 'ganx', '20.18.3'],
    [join(bin, 'run.js'), 'ganx', '21.7.3'],
    [join(bin, 'run.js'), 'ganx', '22.11.0'],
  ])('is told by %s of %s which one is needed, before anything else: %s', (script, who, version) => {
    const ended = as(version, script, ['check', 'nothing.yaml']);
    expect(ended.status).toBe(4);
    expect(ended.stderr).toContain(
      `error GANX_NODE ${who} needs Node 20.19 or a later 20, or 22.12 or later; this is Node ${version} (${process.execPath}).`,
    );
  });

  it.each(['20.19.0', '22.12.0', '23.0.0', '24.4.1'])('is not %s', (version) => {
    expect(as(version, join(root, 'scripts/need-node.cjs'), []).status).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('too few file descriptors', () => {
  // At 26 the report of the error cannot be loaded either, at 64 the command cannot.
  it.each([26, 64])('%i end in a sentence and an exit code', (limit) => {
    const command = `ulimit -n ${limit}; exec "$0" "$@"`;
    const ended = run('sh', ['-c', command, process.execPath, join(bin, 'run.js'), 'plugins', 'ls']);
    expect({ status: ended.status, signal: ended.signal }).toEqual({ status: 4, signal: null });
    expect(ended.stderr).toMatch(/^error GANX_OPEN_FILES Too many files are open \(EMFILE.*ulimit -n 4096/);
  });
});

describe('an installation that lacks', () => {
  /** A copy of the command line, beside the packages that it needs, without one file. */
  const copyWithout = (file: string): string => {
    const folder = temporaryFolder();
    const copy = join(folder, 'packages/cli');
    mkdirSync(copy, { recursive: true });
    for (const part of ['bin', 'dist', 'package.json'])
      cpSync(join(root, 'packages/cli', part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    rmSync(join(copy, file));
    return join(copy, 'bin/run.js');
  };

  it.each([
    ['dist/main.js', /^error GANX_INSTALLATION A file of the installation is missing.*main\.js/],
    [
      'dist/errors/last-words.js',
      /^error GANX_INSTALLATION ganx is not whole, or not built: .*last-words\.js/,
    ],
    [
      'dist/errors/report-error.js',
      /^error GANX_INSTALLATION .*report-error\.js[\s\S]*while this was to be reported: There is no command "nothing"/,
    ],
  ])('%s ends in a sentence and an exit code', (file, said) => {
    const ended = run(process.execPath, [copyWithout(file), 'nothing']);
    expect({ status: ended.status, signal: ended.signal }).toEqual({ status: 4, signal: null });
    expect(ended.stderr).toMatch(said);
  });
});
