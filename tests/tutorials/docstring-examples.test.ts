import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyComponent, componentKinds, definePlugin, type Plugin } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import { afterAll, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';

const contracts = join(root, 'packages/core/src/plugin');

/** The code in the docstrings of the contracts, by the file that it stands in. */
const examples = readdirSync(contracts)
  .filter((file) => !file.endsWith('.test.ts'))
  .flatMap((file) => {
    const text = readFileSync(join(contracts, file), 'utf8');
    const found = [...text.matchAll(/^ \* ```ts\n([\s\S]*?)^ \* ```$/gm)];
    return found.map(([, code]) => ({ file, code: code!.replace(/^ \* ?/gm, '') }));
  });

// Inside the repository, so that imports lead where an author's would.
mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules/.cache/docstrings-'));
afterAll(() => rmSync(folder, { recursive: true }));
for (const { file, code } of examples) writeFileSync(join(folder, file), code);

const modules = await Promise.all(
  examples.map(({ file }) => import(join(folder, file)) as Promise<Record<string, unknown>>),
);
const components = modules.flatMap((module) =>
  Object.values(module).filter((value): value is AnyComponent => Object(value).kind !== undefined),
);

test('every define function and definePlugin shows an example', () => {
  expect(components.map(({ kind }) => kind).sort()).toEqual([...componentKinds].sort());
  const plugins = modules.flatMap(({ default: plugin }) => (plugin ? [plugin as Plugin] : []));
  expect(plugins).toHaveLength(1);
});

test('everything that the contracts export says what it is', () => {
  for (const file of readdirSync(contracts).filter((name) => !name.endsWith('.test.ts'))) {
    const lines = readFileSync(join(contracts, file), 'utf8').split('\n');
    const bare = lines.filter(
      (line, i) =>
        /^export (?:interface|function|type|const|class) /.test(line) && !lines[i - 1]!.endsWith('*/'),
    );
    expect(bare, file).toEqual([]);
  }
});

test('the examples have no type errors', () => {
  const compilerOptions = { composite: false, declaration: false, declarationMap: false, noEmit: true };
  const settings = {
    extends: join(root, 'tsconfig.base.json'),
    compilerOptions,
    files: examples.map(({ file }) => file),
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
  expect(stdout).toBe('');
});

// They are what people copy: they pass the contract suite.
describePlugin(
  definePlugin({
    meta: { name: 'docstrings', version: '1.0.0', namespace: 'docstrings', ganxApi: '^0.1.0' },
    components,
  }),
  {
    beside: [builtins],
    deviations: [
      {
        kind: 'launcher',
        type: 'polite',
        claim:
          'a launcher of a later driver finds the process, by its id and by its folder alone, and can stop it',
        reason: 'the example leaves it out and says so; `local` and `ganx plugins create launcher` show it',
      },
    ],
  },
);
