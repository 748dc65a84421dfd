import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ganx, temporaryFolder, tinySpec, writeSpec } from './ganx.js';

/** A stopping rule that draws no advice. */
const heeded = 'stop: { any: [{ type: iterations, max: 4 }, non-finite] }\n';

test('advice has a place, a reason and an override that mends it, and counts as a mistake only where asked', async () => {
  const file = writeSpec(temporaryFolder(), tinySpec());
  const { code, json, stderr } = await ganx(['check', file, '--json']);
  expect(code).toBe(0);
  const override = 'stop={any: [{type: iterations, max: 4}, non-finite]}';
  const about = { code: 'GANX_ADVICE_NO_NON_FINITE', file, line: 14, column: 1, path: 'stop' };
  expect(json).toEqual({
    valid: true,
    problems: [],
    advice: [{ ...about, message: expect.stringContaining('This run has a budget'), override }],
  });
  expect(stderr).toContain(`spec.yaml:14:1 advice This run has a budget`);
  expect(stderr).toContain(`Mend it with '${override}'`);
  const strict = await ganx(['check', file, '--json', '--strict']);
  expect(strict.code).toBe(2);
  expect(strict.json).toMatchObject({ valid: false, problems: [about], advice: [about] });
  const mended = await ganx(['check', file, override, '--json', '--strict']);
  expect(mended).toMatchObject({ code: 0, json: { valid: true, problems: [], advice: [] } });
});

test('a right spec is valid, trains nothing and writes nothing', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(folder, tinySpec(heeded));
  const { code, json } = await ganx(['check', file, '--json'], { cwd: folder });
  expect(code).toBe(0);
  expect(json).toEqual({ valid: true, problems: [], advice: [] });
  expect(readdirSync(folder)).toEqual(['spec.yaml']);
});

test('all mistakes of all files are told at once, each with its place and a near word', async () => {
  const folder = temporaryFolder();
  const typo = writeSpec(
    folder,
    tinySpec().replace('loss: non-saturating', 'loss: non-saturatng'),
    'typo.yaml',
  );
  const shapes = writeSpec(folder, tinySpec().replace('units: 2 }]', 'units: 3 }]'), 'shapes.yaml');
  const right = writeSpec(folder, tinySpec(), 'right.yaml');
  const { code, json, stderr } = await ganx(['check', typo, shapes, right, '--json']);
  expect(code).toBe(2);
  expect(json.valid).toBe(false);
  expect(json.problems).toHaveLength(2);
  expect(json.problems[0]).toMatchObject({
    file: typo,
    line: 10,
    path: 'loss.type',
    suggestions: ['non-saturating'],
  });
  expect(json.problems[1]).toMatchObject({ file: shapes });
  expect(json.problems[1].path).toMatch(/^generator/);
  expect(json.problems[1].line).toBeGreaterThan(5);
  for (const { code: problem } of json.problems) expect(problem).toMatch(/^GANX_SPEC_/);
  expect(stderr).toContain('typo.yaml');
});

test('changes are made to every file before it is judged, in the words of run', async () => {
  const folder = temporaryFolder();
  for (const name of ['a.yaml', 'b=1.yaml']) writeSpec(folder, tinySpec(heeded), name);
  const check = (...words: string[]) => ganx(['check', ...words, '--json'], { cwd: folder });
  const wrong = await check('a.yaml', 'b=1.yaml', 'loss=hingee');
  expect(wrong.code).toBe(2);
  expect(wrong.json.problems.map(({ path }: { path: string }) => path)).toEqual(['loss.type', 'loss.type']);
  const right = await check('a.yaml', 'loss=hinge', '~runtime', '--set', 'seed=4');
  expect(right.json, right.stderr).toEqual({ valid: true, problems: [], advice: [] });
  const none = await check('loss=hinge');
  expect(none.code).toBe(2);
  expect(none.stderr + JSON.stringify(none.json)).toContain('Name its file first');
});

test('a spec that is missing is told as missing, and becomes no change to the others', async () => {
  const folder = temporaryFolder();
  writeSpec(folder, tinySpec(heeded), 'good.yaml');
  writeSpec(folder, tinySpec(heeded), 'seed=five');
  mkdirSync(join(folder, 'seed=4'));
  const check = (...words: string[]) => ganx(['check', ...words, '--json'], { cwd: folder });
  const missing = ['name=2.yaml', '+x.yaml', '~/x.yml'];
  const { code, json } = await check('good.yaml', ...missing);
  expect(code).toBe(2);
  expect(json.problems.map(({ file }: { file: string }) => file)).toEqual(
    missing.map((name) => join(folder, name)),
  );
  const named = await check('good.yaml', 'seed=five', 'seed=4');
  expect(named.json, 'a spec by its name, and a change that a folder has for a name').toEqual({
    valid: true,
    problems: [],
    advice: [],
  });
});

test('a data file that is not there is a problem of the spec, located at data', async () => {
  const folder = temporaryFolder();
  const file = writeSpec(
    folder,
    tinySpec().replace('{ type: gaussian-ring, batchSize: 16 }', '{ type: idx, images: nowhere.idx }'),
  );
  const { code, json } = await ganx(['check', file, '--json']);
  expect(code).toBe(2);
  expect(json.problems).toHaveLength(1);
  expect(json.problems[0].path).toMatch(/^data/);
  expect(json.problems[0].message).toContain('nowhere.idx');
});

test('a file that cannot be judged is a problem of its own, and the files around it are told all the same', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'plugin.mjs'),
    `const measures = () => { throw new Error('out of order'); };
     const metric = { kind: 'metric', type: 'broken', description: 'Throws.', examples: [{ type: 'broken' }], measures, create: measures };
     export default { meta: { name: 'acme', version: '1.0.0', ganxApi: '^0.1.0', namespace: 'acme' }, components: [metric] };`,
  );
  const typo = tinySpec().replace('loss: non-saturating', 'loss: non-saturatng');
  const first = writeSpec(folder, typo, 'first.yaml');
  const thrown = writeSpec(
    folder,
    `plugins: [./plugin.mjs]\nmetrics: [acme/broken]\n${tinySpec()}`,
    'thrown.yaml',
  );
  const last = writeSpec(folder, typo, 'last.yaml');
  const { code, json, stderr } = await ganx(['check', first, thrown, last, '--json']);
  expect(json.valid).toBe(false);
  expect(json.problems.map(({ file }: { file: string }) => file)).toEqual([first, thrown, last]);
  expect(json.problems[1]).toEqual({
    code: 'GANX_PLUGIN_THREW',
    file: thrown,
    line: 1,
    column: 1,
    path: '',
    message: expect.stringContaining('out of order'),
    suggestions: [],
  });
  expect(stderr).toContain('last.yaml');
  expect(stderr).toContain('at metric acme/broken, measures');
  expect(code).toBe(3);
});
