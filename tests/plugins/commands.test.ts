import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder } from '../cli/ganx.js';
import { project, softLoss, specWith } from './project.js';

const create = (folder: string, ...args: string[]) =>
  ganx(['plugins', 'create', ...args, '--json'], { cwd: folder });

test('create writes a package whose spec passes the check as it stands, and touches nothing that is there', async () => {
  const folder = temporaryFolder();
  const made = await create(folder, 'stopping-rule', 'late-winner', '--namespace', 'acme');
  expect(made.json).toMatchObject({ entry: 'src/index.ts', address: 'acme/late-winner' });
  expect(made.json.files).toEqual([
    'src/late-winner.ts',
    'src/late-winner.test.ts',
    'src/contract.test.ts',
    'src/index.ts',
    'package.json',
    'tsconfig.json',
    'README.md',
    '.gitignore',
    'example.yaml',
    'experiment.schema.json',
  ]);
  const inside = join(folder, 'ganx-plugin-late-winner');
  expect(readFileSync(join(inside, 'experiment.schema.json'), 'utf8')).toContain('"acme/late-winner"');
  for (const file of made.json.files)
    expect(readFileSync(join(inside, file), 'utf8')).not.toMatch(/new-?thing/i);
  expect(await ganx(['check', 'example.yaml'], { cwd: inside })).toMatchObject({ code: 0 });
  const again = await create(folder, 'stopping-rule', 'late-winner');
  expect(again.code).toBe(2);
  expect(again.json.error).toMatchObject({
    code: 'GANX_CLI_EXISTS',
    message: expect.stringContaining('nothing was written'),
  });
});

test('create --single-file writes one file that passes the contract suite, without any package beside it', async () => {
  const folder = temporaryFolder();
  const made = await create(folder, 'dataset', 'moons', '--single-file');
  expect(made.json.files).toEqual(['moons.ts']);
  const tested = await ganx(['plugins', 'test', 'moons.ts', '--json'], { cwd: folder });
  expect(tested.code).toBe(0);
  expect(tested.json).toMatchObject({ failed: 0, failures: [] });
  expect(tested.json.passed).toBeGreaterThan(5);
});

test('schema takes the plugins of every experiment of a project, each once, and no list of another program', async () => {
  const folder = project({
    'mine.ts': softLoss('mine'),
    'one.yaml': specWith('[./mine.ts]', 'mine/soft'),
    'deep/two.yaml': specWith('[../mine.ts]', 'not-written-yet'),
    'deep/broken.yaml': 'extends: [\n',
    'node_modules/x/spec.yaml': specWith('[./nowhere.ts]'),
    '.eslintrc.yml': 'plugins: [react]\n',
    'eslint.yml': 'plugins: [react]\n',
  });
  const { code, json } = await ganx(['schema', '--project', '.', '--out', 'made.json', '--json'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  expect(json).toMatchObject({ plugins: ['./mine.ts'], passedOver: ['deep/broken.yaml'] });
  expect(readFileSync(join(folder, 'made.json'), 'utf8')).toContain('"mine/soft"');
  const nowhere = await ganx(['schema', '--project', 'nowhere', '--json'], { cwd: folder });
  expect([nowhere.code, nowhere.json.error.code]).toEqual([2, 'GANX_CLI_ARGUMENT']);
});

test('test ends with 3 and says which claim fails', async () => {
  const folder = project({
    'bad.ts': softLoss('bad').replace('opinion: (score) => score', 'opinion: (score) => sub(0, score)'),
  });
  const { code, json } = await ganx(['plugins', 'test', 'bad.ts', '--json'], { cwd: folder });
  expect(code).toBe(3);
  expect(json.failures).toMatchObject([{ name: expect.stringContaining('loss soft') }]);
  expect(json.failures[0].message).toContain('Opinions of -100, -1, 0, 1, 100');
});

test('ls lists components by kind with their plugins, and packages that are installed but not loaded', async () => {
  const folder = project({
    'mine.ts': softLoss('mine'),
    'spec.yaml': specWith('[./mine.ts]', 'mine/sfot'),
    'node_modules/ganx-plugin-other/package.json':
      '{ "name": "ganx-plugin-other", "version": "1.2.3", "keywords": ["ganx-plugin"] }',
  });
  const { stdout, code } = await ganx(['plugins', 'ls', '--kind', 'loss', '--spec', 'spec.yaml'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^loss\n {2}began +The discriminator/);
  expect(stdout).toContain('mine/soft       A hinge for tests. [./mine.ts (mine 1.0.0)]');
  expect(stdout).toContain(
    'installed, not loaded: list them under "plugins" in a spec\n  ganx-plugin-other  1.2.3',
  );
  const { json } = await ganx(['plugins', 'ls', '--plugin', './mine.ts', '--json'], { cwd: folder });
  expect(json.components).toContainEqual({
    kind: 'loss',
    type: 'mine/soft',
    description: 'A hinge for tests.',
    plugin: { name: 'mine', version: '1.0.0', from: 'file', reference: './mine.ts' },
  });
  expect(json.installed).toMatchObject([{ name: 'ganx-plugin-other' }]);
});

test('show gives the options with defaults, the examples and where a component comes from', async () => {
  const { stdout } = await ganx(['plugins', 'show', 'r1']);
  expect(stdout).toContain('r1  regularizer\nPunishes the squared slope');
  expect(stdout).toContain('needs second-order-gradients');
  expect(stdout).toMatch(/from built in \(@ganx\/plugins [\d.]+\)/);
  expect(stdout).toMatch(/weight +number >= 0 or a schedule +10 +Weight of the penalty/);
  expect(stdout).toMatch(/Options of every regularizer:\n.*\n +every +integer >= 1 +1 /);
  expect(stdout).toContain('{ type: r1, weight: { type: cosine, from: 2, to: 0.2');
});

test('show says what may have been meant, and plugins with an unknown command which there are', async () => {
  expect((await ganx(['plugins', 'show', 'hnige', '--json'])).json.error).toMatchObject({
    suggestions: ['hinge'],
  });
  const { stderr, code } = await ganx(['plugins', 'crate']);
  expect(code).toBe(2);
  expect(stderr).toContain('did you mean plugins create?');
});

test('doctor lists the plugins of the project and says which were written for other contracts', async () => {
  const facts = (name: string, api: string) =>
    `{ "name": "${name}", "version": "1.0.0", "keywords": ["ganx-plugin"], "ganx": { "namespace": "x", "api": "${api}" } }`;
  const folder = project({
    'node_modules/ganx-plugin-good/package.json': facts('ganx-plugin-good', '^0.1.0'),
    'node_modules/ganx-plugin-old/package.json': facts('ganx-plugin-old', '^0.0.1'),
  });
  const { json } = await ganx(['doctor', '--json'], { cwd: folder });
  const section = json.sections.find(({ title }: { title: string }) => title === 'plugins of this project');
  expect(section.findings).toMatchObject([
    { name: 'ganx-plugin-good', ok: true },
    {
      name: 'ganx-plugin-old',
      ok: false,
      detail: expect.stringContaining('written for the plugin contracts ^0.0.1'),
    },
  ]);
});
