import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commandIn, ganxDependencies } from './installation.js';

const clone = realpathSync(fileURLToPath(new URL('../../../..', import.meta.url)));
const cli = join(clone, 'packages/cli');
const program = join(cli, 'bin/run.js');

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ganx-installation-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
function link(path: string, to: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  symlinkSync(to, join(folder, path));
}

describe('the command that starts this ganx', () => {
  it('is its file where nothing else would find it', () => {
    expect(commandIn(folder, cli, '/nowhere')).toBe(`node ${program}`);
  });

  it('is its name where the PATH leads to it, and not where that leads to another', () => {
    link('bin/ganx', program);
    put('other/ganx', '#!/bin/sh\n');
    expect(commandIn(folder, cli, join(folder, 'bin'))).toBe('ganx');
    expect(commandIn(folder, cli, `${join(folder, 'other')}:${join(folder, 'bin')}`)).toBe(`node ${program}`);
  });

  it('is npx only below a folder whose node_modules have it, whatever npx adds to the PATH', () => {
    link('project/node_modules/.bin/ganx', program);
    const path = join(folder, 'project/node_modules/.bin');
    expect(commandIn(join(folder, 'project/inner'), cli, path)).toBe('npx ganx');
    expect(commandIn(join(folder, 'elsewhere'), cli, path)).toBe(`node ${program}`);
  });
});

describe('a plugin depends on the ganx that made it', () => {
  const names = ['@ganx/cli', '@ganx/core', '@ganx/plugins', '@ganx/testkit'];

  it('of a clone by its folders', () => {
    const found = ganxDependencies(cli, names, '0.1.0');
    expect(Object.keys(found)).toEqual(names);
    for (const [name, from] of Object.entries(found)) {
      const { name: own } = JSON.parse(
        readFileSync(join(from.slice('file:'.length), 'package.json'), 'utf8'),
      );
      expect(own).toBe(name);
      expect(from.startsWith(`file:${clone}/packages/`)).toBe(true);
    }
  });

  it('of tarballs by all of them, of the registry by version', () => {
    put('node_modules/@ganx/cli/package.json', '{}');
    const packages = {
      'node_modules/@ganx/cli': { resolved: 'file:tars/cli.tgz' },
      'node_modules/@ganx/core': { resolved: 'file:../core.tgz' },
      'node_modules/tensorboard-writer-ts': { resolved: 'file:tars/writer.tgz' },
      'node_modules/a': { resolved: 'https://registry.example/a.tgz' },
      'node_modules/mine': { resolved: 'mine', link: true },
    };
    const lock = put('node_modules/.package-lock.json', JSON.stringify({ packages }));
    const at = join(folder, 'node_modules/@ganx/cli');
    expect(ganxDependencies(at, names, '0.1.0')).toEqual({
      '@ganx/cli': `file:${join(folder, 'tars/cli.tgz')}`,
      '@ganx/core': `file:${join(dirname(folder), 'core.tgz')}`,
      '@ganx/plugins': '^0.1.0',
      '@ganx/testkit': '^0.1.0',
      'tensorboard-writer-ts': `file:${join(folder, 'tars/writer.tgz')}`,
    });
    writeFileSync(lock, JSON.stringify({ packages: { 'node_modules/a': packages['node_modules/a'] } }));
    expect(ganxDependencies(at, names, '0.1.0')).toMatchObject({ '@ganx/cli': '^0.1.0' });
  });
});
