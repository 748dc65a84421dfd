import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, root, temporaryFolder } from './ganx.js';

for (const [template, few] of [
  ['mnist', ['stop.any.0.max=2', 'data.batchSize=4']],
  ['points', ['stop.any.0.max=2']],
] as const) {
  test(`the folder that init makes from ${template} has a modeline, a schema, and runs`, async () => {
    const folder = temporaryFolder();
    const made = await ganx(['init', 'my-gan', '--template', template, '--json'], { cwd: folder });
    expect(made.code, made.stderr).toBe(0);
    const project = join(folder, 'my-gan');
    expect(readdirSync(project).sort()).toEqual([
      '.gitignore',
      'README.md',
      'experiment.schema.json',
      'experiment.yaml',
    ]);
    const spec = readFileSync(join(project, 'experiment.yaml'), 'utf8');
    expect(spec).toMatch(/^# yaml-language-server: \$schema=\.\/experiment\.schema\.json\n/);
    expect(spec).toMatch(/^name: my-gan$/m);
    const run = await ganx(
      ['run', 'experiment.yaml', 'metrics=[]', 'callbacks=[]', '~checkpoint', ...few, '--json'],
      { cwd: project },
    );
    expect(run.code, run.stderr).toBe(0);
    expect(run.json.counters.iteration).toBe(2);
  });
}

test('init never overwrites: it names what is there and writes nothing', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'experiment.yaml'), 'mine');
  const { code, json } = await ganx(['init', '--json'], { cwd: folder });
  expect(code).toBe(2);
  expect(json.error.message).toContain('experiment.yaml');
  expect(readdirSync(folder)).toEqual(['experiment.yaml']);
  expect(readFileSync(join(folder, 'experiment.yaml'), 'utf8')).toBe('mine');
});

test('the templates are the experiments that they come from', () => {
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  expect(read('packages/cli/templates/mnist.yaml')).toBe(read('experiments/quickstart.yaml'));
  expect(read('packages/cli/templates/points.yaml')).toBe(read('experiments/gaussian-ring.yaml'));
});

test.each([
  ['my exp', "cd 'my exp' && "],
  ['~', "cd '~' && "],
  ["it's", "cd 'it'\\''s' && "],
  ['plain', 'cd plain && '],
])('init of %s prints a command that a shell takes as it stands', async (directory, enter) => {
  const { code, stdout } = await ganx(['init', directory], { cwd: temporaryFolder() });
  expect(code).toBe(0);
  expect(stdout).toContain(`\nNext: ${enter}`);
});
