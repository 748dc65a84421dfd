import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { componentKinds, pluginCodes } from '@ganx/core/plugin';
import { expect, test } from 'vitest';
import { ganx, root } from '../cli/ganx.js';
import { blocksOf, commandsOf, examples, tutorials } from './tutorial.js';

test('the index names every tutorial, and every example has one that runs it', () => {
  const index = readFileSync(join(root, 'docs/tutorials/README.md'), 'utf8');
  const others = tutorials.filter((name) => name !== 'README.md');
  for (const name of others) expect(index).toContain(`(${name})`);
  const run = others.flatMap((name) => commandsOf(name).flat()).map(({ folder }) => folder);
  expect([...new Set(run)].sort()).toEqual(examples);
});

test.each(tutorials)('the code shown in %s is that of an example', (tutorial) => {
  for (const { marker, language, lines } of blocksOf(tutorial)) {
    // TypeScript is always an example's; of YAML, what is shorter than a spec may stand alone.
    if (language === 'ts' || lines.some((line) => line.startsWith('plugins: [./')))
      expect(marker, lines[0]).toMatch(/^code: examples\/plugins\//);
  }
});

const pages = [...tutorials.map((name) => `docs/tutorials/${name}`), 'docs/guides/plugins.md'];

test.each(pages)('links in %s lead to files of the repository', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  for (const [, link] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g))
    expect(existsSync(join(root, dirname(page), link!)), link).toBe(true);
});

test('the guide has every code of what can be wrong with a plugin, and every kind', () => {
  const guide = readFileSync(join(root, 'docs/guides/plugins.md'), 'utf8');
  for (const code of Object.keys(pluginCodes)) expect(guide).toContain(`\`${code}\``);
  for (const kind of componentKinds) expect(guide).toMatch(new RegExp(`\\b${kind}\\b`));
});

test('the spec of every example passes the check', async () => {
  const specs = examples.map((name) => `examples/plugins/${name}/example.yaml`);
  const { code, stderr, json } = await ganx(['check', ...specs, '--json']);
  expect(json.problems, stderr).toEqual([]);
  expect(code).toBe(0);
});

test.each(examples)('the package of %s says what its plugin does', (name) => {
  const folder = join(root, 'examples/plugins', name);
  const facts = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const plugin = readFileSync(join(folder, 'src/index.ts'), 'utf8');
  expect(facts).toMatchObject({ name: `ganx-plugin-${name}`, keywords: ['ganx-plugin'] });
  expect(plugin).toContain(`name: '${facts.name}', version: '${facts.version}'`);
  expect(plugin).toContain(`ganxApi: '${facts.ganx.api}'`);
});
