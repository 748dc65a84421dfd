import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecProblem } from '@ganx/core/spec';
import { expect, test } from 'vitest';
import { ganx } from '../cli/ganx.js';
import { project, softLoss, specWith } from './project.js';

test('a TypeScript plugin of several files trains, beside a package in TypeScript-free ES modules, and the manifest records both', async () => {
  const folder = project({
    'plugins/mine.ts': softLoss(
      'mine',
      `import { type Amount, half } from './parts/half.js';
import facts from './facts.json' with { type: 'json' };
enum Size { Small = 2 }
class Box { constructor(readonly size: Size) {} }
const amount: Amount = half(new Box(Size.Small).size);
if (amount !== facts.amount) throw new Error('wrong amount ' + amount);`,
    ),
    'plugins/parts/half.ts':
      'export type Amount = number;\nexport const half = (x: Amount): Amount => x / 2;\n',
    'plugins/facts.json': '{ "amount": 1 }',
    'node_modules/ganx-plugin-pack/package.json':
      '{ "name": "ganx-plugin-pack", "version": "2.3.4", "type": "module", "exports": { "import": "./main.js" } }',
    'node_modules/ganx-plugin-pack/main.js': softLoss('pack', "import './other.js';"),
    'node_modules/ganx-plugin-pack/other.js': 'export {};\n',
    'spec.yaml': specWith('[./plugins/mine.ts, ganx-plugin-pack]', 'mine/soft'),
  });
  const { code, json, stderr } = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder });
  expect(stderr).not.toMatch(/error|ExperimentalWarning: Import assertions/);
  expect(code).toBe(0);
  const manifest = JSON.parse(readFileSync(join(folder, 'runs', json.run, 'manifest.json'), 'utf8'));
  expect(manifest.plugins).toEqual([
    { name: '@ganx/plugins', version: expect.any(String), from: 'built-in' },
    {
      name: 'mine',
      version: '1.0.0',
      namespace: 'mine',
      from: 'file',
      reference: './plugins/mine.ts',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      files: ['facts.json', 'mine.ts', 'parts/half.ts'].map((path) => ({ path, sha256: expect.any(String) })),
    },
    {
      name: 'pack',
      version: '1.0.0',
      namespace: 'pack',
      from: 'package',
      reference: 'ganx-plugin-pack',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

/** What is written, and what `check` says of it: code and a part of the message. */
const broken: Readonly<Record<string, readonly [file: string, text: string, code: string, says: string]>> = {
  syntax: ['a.ts', 'const ok = 1;\nconst x: = 3;\n', 'GANX_PLUGIN_SYNTAX', 'a.ts:2:10 Unexpected token `=`.'],
  'syntax of JavaScript': ['b.mjs', 'export default {\n  meta: ;\n};\n', 'GANX_PLUGIN_SYNTAX', 'b.mjs:2:9 '],
  'a relative import that is not there': [
    'c.ts',
    "\nimport './gone.js';\n",
    'GANX_PLUGIN_IMPORT',
    'c.ts:2:9 it imports "./gone.js", which is not there.',
  ],
  'a relative import without its ending': [
    'd.ts',
    "import './lib';\n",
    'GANX_PLUGIN_IMPORT',
    'Write "./lib.ts".',
  ],
  'a package that is not there': [
    'e.ts',
    "import { x } from 'not-installed-here';\nexport default x;\n",
    'GANX_PLUGIN_IMPORT',
    'Run `npm install not-installed-here` beside the plugin.',
  ],
  'a type that is imported as a value': [
    'f.ts',
    "import { Scalar } from '@tensorflow/tfjs-core';\nexport default {} as Scalar;\n",
    'GANX_PLUGIN_IMPORT',
    'write `import type`',
  ],
  'a throw': [
    'g.ts',
    'interface Gone {\n  a: number;\n}\nexport default (() => { throw new TypeError("no luck"); })();\n',
    'GANX_PLUGIN_THREW',
    'TypeError: no luck at g.ts:4:31',
  ],
  'a throw in code that TypeScript makes': [
    'h.ts',
    'enum Two {\n  A,\n  B,\n}\n\nthrow new Error(`is ${Two.B}`);\n',
    'GANX_PLUGIN_THREW',
    'Error: is 1 at h.ts:6:7',
  ],
  CommonJS: ['i.js', 'module.exports = {};\n', 'GANX_PLUGIN_SYNTAX', 'it is CommonJS (module is not defined'],
  'no plugin': [
    'j.ts',
    'export const loss = 1;\n',
    'GANX_PLUGIN_EXPORT',
    'it exports no plugin. Write `export default definePlugin({ meta, components })`; it exports loss.',
  ],
  'another shape': [
    'k.ts',
    'export default { loss: 1 };\n',
    'GANX_PLUGIN_INVALID',
    'a plugin is { meta, components }',
  ],
  'no namespace': [
    'l.ts',
    softLoss('x').replace("namespace: 'x', ", ''),
    'GANX_PLUGIN_NAMESPACE',
    'it has no namespace.',
  ],
  'another API': [
    'm.ts',
    softLoss('x').replace('^0.1.0', '^9.0.0'),
    'GANX_PLUGIN_API',
    'written for the plugin contracts ^9.0.0, but this ganx has 0.1.0.',
  ],
  'an example that its schema refuses': [
    'n.ts',
    softLoss('x').replace(
      "[{ type: 'soft' }],",
      "[{ type: 'soft', margin: 'wide' }],\noptions: { type: 'object', additionalProperties: false, properties: { margin: { description: 'How far.', type: 'number' } } } as const,",
    ),
    'GANX_PLUGIN_EXAMPLE',
    'an example of the loss "soft" is not valid: "margin" of the loss "x/soft" must be a number',
  ],
  'an example of another type': [
    'o.ts',
    softLoss('x').replace("[{ type: 'soft' }]", "[{ type: 'hard' }]"),
    'GANX_PLUGIN_EXAMPLE',
    'an example of the loss "soft" has the type "hard"',
  ],
  'no file, but a near one': ['p.ts', softLoss('x'), 'GANX_SPEC_PLUGIN', ''],
};

test('whatever is wrong with a plugin is told at its line of the spec, with a code and what to do', async () => {
  const folder = project({ 'lib.ts': 'export {};\n' });
  for (const [file, text] of Object.values(broken))
    project({ [file]: text, [`${file}.yaml`]: specWith(`[./${file}]`) }, folder);
  project({ 'p.ts.yaml': specWith('[./pp.ts]') }, folder);
  const specs = Object.values(broken).map(([file]) => `${file}.yaml`);
  const { code, json } = await ganx(['check', ...specs, '--json'], { cwd: folder });
  expect(code).toBe(3);
  const problems = json.problems as SpecProblem[];
  expect(problems.map(({ code, path, line, column }) => [code, path, line, column])).toEqual(
    Object.values(broken).map(([, , code]) => [code, 'plugins.0', 1, 11]),
  );
  for (const [i, [, , , says]] of Object.values(broken).entries())
    expect(problems[i]?.message).toContain(says);
  expect(problems.at(-1)?.message).toMatch(
    /there is no such file. Is .*\bp\.ts.* meant, in the same folder\?/,
  );
});

test('two plugins of one namespace are told at the second, and every broken plugin of a list at its own entry', async () => {
  const folder = project({
    'a.ts': softLoss('same'),
    'b.mjs': softLoss('same'),
    'spec.yaml': specWith('[./a.ts, ./b.mjs]'),
    'two.yaml': specWith('\n  - ./a.txt\n  - nowhere-to-be-found'),
  });
  const { json } = await ganx(['check', 'spec.yaml', 'two.yaml', '--json'], { cwd: folder });
  expect(json.problems.map(({ code, line, path }: SpecProblem) => [code, line, path])).toEqual([
    ['GANX_PLUGIN_NAMESPACE', 1, 'plugins.1'],
    ['GANX_SPEC_PLUGIN', 2, 'plugins.0'],
    ['GANX_SPEC_PLUGIN', 3, 'plugins.1'],
  ]);
  expect(json.problems[0].message).toContain('its namespace "same" is that of "./a.ts" too.');
  expect(json.problems[2].message).toContain('Run `npm install nowhere-to-be-found` there.');
});

test('a plugin of a file that the spec extends is found from the folder of that file', async () => {
  const folder = project({
    'package.json': '{}',
    'shared/base.yaml': specWith('[./mine.ts, only-here]', 'mine/soft'),
    'shared/mine.ts': softLoss('mine'),
    'shared/node_modules/only-here/package.json':
      '{ "name": "only-here", "version": "1.0.0", "type": "module", "main": "x.js" }',
    'shared/node_modules/only-here/x.js': softLoss('here'),
    'spec.yaml': 'extends: shared/base.yaml\n',
  });
  expect(await ganx(['check', 'spec.yaml'], { cwd: folder })).toMatchObject({ code: 0 });
});

test('an installed package that brings an unknown type is named, and its code does not run', async () => {
  const folder = project({
    'node_modules/@acme/gan-parts/package.json':
      '{ "name": "@acme/gan-parts", "version": "1.0.0", "keywords": ["ganx-plugin"], "ganx": { "namespace": "parts" } }',
    'node_modules/@acme/gan-parts/index.js': 'throw new Error("ran");',
    'spec.yaml': specWith('[]', 'parts/soft'),
  });
  const { json } = await ganx(['check', 'spec.yaml', '--json'], { cwd: folder });
  expect(json.problems).toMatchObject([{ code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'loss.type' }]);
  expect(json.problems[0].message).toContain('The package "@acme/gan-parts" is installed and may bring it');
});
