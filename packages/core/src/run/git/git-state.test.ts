import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { gitState } from './git-state.js';

const scratch: string[] = [];
afterEach(() => {
  for (const folder of scratch.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const git = (at: string, ...args: string[]) =>
  execFileSync('git', ['-C', at, '-c', 'user.email=a@b', '-c', 'user.name=x', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

/** A repository with one commit and a change since. */
function repository(): { readonly root: string; readonly at: string } {
  const root = mkdtempSync(join(tmpdir(), 'ganx-git-test-'));
  scratch.push(root);
  const at = join(root, 'repo');
  mkdirSync(join(at, 'sub'), { recursive: true });
  git(at, 'init', '-q');
  writeFileSync(join(at, 'spec.yaml'), 'name: a\n');
  writeFileSync(join(at, 'sub', 'data.txt'), 'one\n');
  git(at, 'add', '-A');
  git(at, 'commit', '-qm', 'first');
  appendFileSync(join(at, 'spec.yaml'), 'seed: 2\n');
  return { root, at };
}

test('it tells the commit, whether files differ from it, and how those of the folder do', () => {
  const { at } = repository();
  appendFileSync(join(at, 'sub', 'data.txt'), 'two\n');
  const found = gitState(join(at, 'sub'))!;
  expect(found.state).toEqual({ commit: git(at, 'rev-parse', 'HEAD'), dirty: true });
  expect(found.diff).toContain('+two');
  expect(found.diff).not.toContain('seed: 2');
  git(at, 'commit', '-qam', 'second');
  expect(gitState(at)).toEqual({
    state: { commit: git(at, 'rev-parse', 'HEAD'), dirty: false },
    diff: undefined,
  });
});

test('staged changes, line ends of the settings, and other working trees are told as git tells them', () => {
  const { at, root } = repository();
  git(at, 'add', '-A');
  expect(gitState(at)!.diff).toContain('+seed: 2');
  git(at, 'worktree', 'add', '-q', join(root, 'other'));
  writeFileSync(join(root, 'other', 'spec.yaml'), 'name: b\n');
  expect(gitState(join(root, 'other'))!.diff).toContain('+name: b');
  git(at, 'reset', '-q', '--hard');
  git(at, 'config', 'core.autocrlf', 'true');
  writeFileSync(join(at, 'spec.yaml'), 'name: a\r\nseed: 3\r\n');
  expect(gitState(at)!.diff).toContain('+seed: 3');
  expect(gitState(at)!.diff).not.toContain('-name: a');
});

test('outside a repository, and where its working tree is another folder, there is nothing to tell', () => {
  const { at, root } = repository();
  expect(gitState(root)).toBeUndefined();
  git(at, 'config', 'core.worktree', join(root, 'elsewhere'));
  mkdirSync(join(root, 'elsewhere'));
  expect(gitState(at)).toBeUndefined();
});

test('nothing that a repository can name is run, and its index is not written', () => {
  const { at, root } = repository();
  // A submodule has a configuration of its own; a tracked attribute names the drivers.
  git(at, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', at, 'inner');
  writeFileSync(join(at, '.gitattributes'), '* diff=evil filter=evil merge=evil\n');
  git(at, 'add', '-A');
  git(at, 'commit', '-qm', 'drivers');
  appendFileSync(join(at, 'sub', 'data.txt'), 'more\n');
  appendFileSync(join(at, 'inner', 'spec.yaml'), 'more\n');
  plant(join(at, '.git'), root);
  plant(join(at, '.git', 'modules', 'inner'), root);
  const before = indexOf(at);

  const found = gitState(at)!;
  expect(found.state.dirty).toBe(true);
  expect(found.diff).toContain('+more');
  expect(ran(root)).toEqual([]);
  expect(indexOf(at)).toBe(before);

  // The plants do grow: plain git runs some of them.
  try {
    git(at, 'diff', 'HEAD');
  } catch {
    // They spoil its answer, too.
  }
  expect(ran(root).length).toBeGreaterThanOrEqual(2);
});

test('objects that are missing are not fetched by a transport of the repository', () => {
  const { at, root } = repository();
  const blob = git(at, 'rev-parse', 'HEAD:spec.yaml');
  rmSync(join(at, '.git', 'objects', blob.slice(0, 2), blob.slice(2)));
  for (const [key, value] of [
    ['core.repositoryformatversion', '1'],
    ['extensions.partialClone', 'evil'],
    ['remote.evil.promisor', 'true'],
    ['remote.evil.url', root],
    ['remote.evil.uploadpack', `touch ${root}/RAN-uploadpack;false`],
  ] as const)
    git(at, 'config', key, value);
  const found = gitState(at)!;
  expect(found.state.dirty).toBe(true);
  expect(found.state.leftOut).toEqual([{ file: '*', why: 'git could not tell it' }]);
  expect(ran(root)).toEqual([]);
  expect(() => git(at, 'diff', 'HEAD')).toThrow();
  expect(ran(root)).toEqual(['RAN-uploadpack']);
});

const indexOf = (at: string) => execFileSync('sha256sum', [join(at, '.git', 'index')], { encoding: 'utf8' });
const ran = (root: string) => readdirSync(root).filter((name) => name.startsWith('RAN-'));

/** Every setting of git's that names a command, and every hook. */
function plant(folder: string, root: string): void {
  const touch = (name: string) => `touch ${root}/RAN-${name};cat`;
  const settings = [
    'core.fsmonitor',
    'core.pager',
    'core.editor',
    'core.sshCommand',
    'core.gitProxy',
    'core.askPass',
    'core.alternateRefsCommand',
    'diff.external',
    'diff.evil.command',
    'diff.evil.textconv',
    'filter.evil.clean',
    'filter.evil.smudge',
    'filter.evil.process',
    'merge.evil.driver',
    'pager.diff',
    'pager.status',
    'pager.rev-parse',
    'pager.config',
    'sequence.editor',
    'gpg.program',
    'credential.helper',
    'interactive.diffFilter',
    'uploadpack.packObjectsHook',
    'difftool.evil.cmd',
    'mergetool.evil.cmd',
    'browser.evil.cmd',
    'man.evil.cmd',
    'trailer.evil.command',
    'gpg.ssh.defaultKeyCommand',
    'submodule.inner.update',
    'remote.origin.uploadpack',
    'remote.origin.vcs',
    'web.browser',
    'sendemail.smtpserver',
  ];
  const aliases = ['rev-parse', 'status', 'diff', 'config'].map((name) => `alias.${name}`);
  // The same once more by way of another file.
  writeFileSync(join(root, 'included'), setting('core.fsmonitor', touch('included')));
  const text = [
    ...settings.map((key) => setting(key, touch(key.replaceAll(/[^\w]/g, '-')))),
    ...aliases.map((key) => setting(key, `!${touch('alias')}`)),
    setting('filter.evil.required', 'true'),
    setting('include.path', join(root, 'included')),
  ];
  appendFileSync(join(folder, 'config'), text.join(''));
  mkdirSync(join(folder, 'hooks'), { recursive: true });
  for (const hook of [
    'post-index-change',
    'fsmonitor-watchman',
    'pre-auto-gc',
    'reference-transaction',
    'post-checkout',
  ]) {
    const path = join(folder, 'hooks', hook);
    writeFileSync(path, `#!/bin/sh\ntouch ${root}/RAN-hook-${hook}\n`);
    chmodSync(path, 0o755);
  }
}

/** As a file of git's settings has it. */
function setting(key: string, value: string): string {
  const [section, ...rest] = key.split('.');
  const name = rest.pop()!;
  const inner = rest.length > 0 ? ` "${rest.join('.')}"` : '';
  return `[${section}${inner}]\n\t${name} = "${value}"\n`;
}
