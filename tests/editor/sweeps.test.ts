import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../cli/ganx.js';
import { LanguageServer, shownBy } from './language-server.js';

/** What yaml-language-server shows of sweep files, with the schema that is committed for them. */
let server: LanguageServer;
beforeAll(async () => {
  server = await LanguageServer.start(join(root, 'experiments/sweeps'));
});
afterAll(() => server.stop());

const modeline = '# yaml-language-server: $schema=../../schemas/sweep.schema.json\n';
const { labels, inserted, hover, problems } = shownBy(() => server, modeline);

test('completion at the top offers what means something here, and not what only W&B reads', async () => {
  const offered = await labels('name: x\n‸\n');
  expect(offered).toEqual(
    expect.arrayContaining(['early_terminate', 'method', 'metric', 'parameters', 'run_cap']),
  );
  for (const absent of ['name', 'program', 'entity', 'image_uri']) expect(offered).not.toContain(absent);
});

test('completion of the method offers every search, with what it is', async () => {
  expect(await labels('method: ‸\n')).toEqual(
    expect.arrayContaining(['bayes', 'grid', 'random', 'sobol', 'tpe']),
  );
  expect((await inserted('method: ‸\n', 'grid')).documentation).toBe(
    'Tries every combination of values, in order.',
  );
});

test('completion of an empty parameter offers the ways to say one, and nothing of the single distributions', async () => {
  expect(await labels('parameters:\n  loss.margin:\n    ‸\n')).toEqual([
    'distribution',
    'max',
    'min',
    'parameters',
    'types',
    'value',
    'values',
    'when',
  ]);
});

test('completion of a distribution offers all of them, and then the keys of the chosen one', async () => {
  const text = 'parameters:\n  loss.margin:\n    distribution: ‸\n';
  expect(await labels(text)).toEqual(
    expect.arrayContaining(['constant', 'log_uniform_values', 'normal', 'q_beta']),
  );
  expect((await inserted(text, 'log_uniform_values')).documentation).toMatch(
    /^Between min and max, uniform in the log/,
  );
  const keys = await labels('parameters:\n  loss.margin:\n    distribution: q_normal\n    ‸\n');
  expect(keys).toEqual(expect.arrayContaining(['mu', 'q', 'sigma', 'when']));
  expect(keys).not.toContain('min');
});

test('completion below the pruner and the launcher offers their types, then their options', async () => {
  expect(await labels('early_terminate:\n  type: ‸\n')).toEqual(
    expect.arrayContaining(['asha', 'hyperband', 'median']),
  );
  expect(await labels('early_terminate:\n  type: asha\n  ‸\n')).toContain('eta');
  expect(await labels('launcher:\n  type: slurm\n  ‸\n')).toContain('partition');
});

test('completion inside one of several types is that of parameters', async () => {
  expect(
    await labels('parameters:\n  loss:\n    types:\n      hinge:\n        margin:\n          ‸\n'),
  ).toContain('values');
});

test('hover tells of keys, methods and distributions', async () => {
  expect(await hover('run‸_cap: 3\n')).toContain('How many trials there are in all');
  expect(await hover('method: tp‸e\n')).toContain('* `tpe`: Learns which values are good');
  expect(await hover('parameters: { a: { distribution: nor‸mal } }\n')).toContain(
    '* `normal`: Normal with mean mu',
  );
  expect(await hover('parameters: { a: { mi‸n: 1, max: 3 } }\n')).toContain('A range: its lowest value.');
});

const parameters = (text: string) => `method: random\nparameters: { a: ${text} }\n`;

test.each([
  [
    'a misspelt key',
    'method: random\nparamters: { a: { value: 1 } }\n',
    ['1:1 Missing property "parameters".', '2:1 Property paramters is not allowed.'],
  ],
  [
    'a misspelt method',
    'method: randm\nparameters: { a: { value: 1 } }\n',
    ['1:9 Must be a search method: bayes, cma-es,'],
  ],
  [
    'a parameter that is a value',
    parameters('1'),
    ['2:18 Must be a map, such as { values: [...] } or { min: ..., max: ... }.'],
  ],
  [
    'a parameter that says nothing',
    parameters('{ when: "b > 1" }'),
    ['2:15 Needs one of value, values, min, max, distribution, parameters, types.'],
  ],
  [
    'a misspelt form',
    parameters('{ valus: [1] }'),
    ['2:15 Needs one of value', '2:20 Property valus is not allowed.'],
  ],
  [
    'a distribution that there is not',
    parameters('{ distribution: gauss }'),
    ['2:34 Value is not accepted. Valid values: "constant"'],
  ],
  [
    'a distribution without its ends',
    parameters('{ distribution: uniform, min: 1 }'),
    ['2:15 Missing property "max".'],
  ],
  [
    'a key of another distribution',
    parameters('{ distribution: normal, min: 1 }'),
    ['2:42 Property min is not allowed.'],
  ],
  ['a range with one end', parameters('{ min: 1 }'), ['2:15 Missing property "max".']],
  [
    'a mistake in a type',
    parameters('{ types: { hinge: { margin: { vale: 1 } } } }'),
    ['2:38 Needs one of', '2:48 Property vale is not allowed.'],
  ],
  [
    'an unknown option of a pruner',
    `${parameters('{ value: 1 }')}early_terminate: { type: median, etta: 3 }\n`,
    ['3:34 Property etta is not allowed.'],
  ],
])('a squiggle tells of %s, and nothing else', async (_, text, said) => {
  const shown = await problems(text);
  expect(shown).toHaveLength(said.length);
  for (const says of said) expect(shown).toContainEqual(expect.stringContaining(says));
});
