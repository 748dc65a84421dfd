import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ganx, temporaryFolder } from '../cli/ganx.js';
import { project } from '../plugins/project.js';
import { LanguageServer, shownBy } from './language-server.js';

/** A project as `ganx init` makes it, with a plugin of its own: what an editor knows of it before and after `ganx schema`. */
const plugin = `import { defineLoss, definePlugin, defineSearch } from '@ganx/core/plugin';
import { mean, sub } from '@tensorflow/tfjs-core';

const contrast = defineLoss({
  type: 'contrast',
  description: 'A difference of means for tests.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['pull'],
    properties: {
      pull: { description: 'How hard fakes are pulled.', type: 'number', exclusiveMinimum: 0 },
      side: { description: 'Which side is pulled.', enum: ['left', 'right'], default: 'left' },
    },
  },
  examples: [{ type: 'contrast', pull: 2 }],
  create: () => ({
    threshold: 0,
    discriminator: (dReal, dFake) => sub(mean(dFake), mean(dReal)),
    generator: (dFake) => sub(0, mean(dFake)),
    opinion: (score) => score,
  }),
});

const middle = defineSearch({
  type: 'middle',
  description: 'Tries the middle of everything.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: { rounds: { description: 'How often.', type: 'integer', minimum: 1, default: 1 } },
  },
  examples: [{ type: 'middle' }],
  usesHistory: false,
  exhaustive: true,
  create: ({ rounds }, { axes }) => ({ propose: ({ index }) => (index < rounds ? axes.map(() => 0.5) : undefined) }),
});

export default definePlugin({
  meta: { name: 'acme', version: '1.0.0', namespace: 'acme', ganxApi: '^0.1.0' },
  components: [contrast, middle],
});
`;

let folder: string;
let server: LanguageServer;
const ended: (() => void)[] = [];
beforeAll(async () => {
  folder = temporaryFolder((end) => ended.push(end));
  const made = await ganx(['init', '.', '--template', 'points'], { cwd: folder });
  expect(made.code, made.stderr).toBe(0);
  project({ 'plugins/contrast.ts': plugin }, folder);
  const spec = join(folder, 'experiment.yaml');
  writeFileSync(
    spec,
    readFileSync(spec, 'utf8').replace(/^data:/m, 'plugins: [./plugins/contrast.ts]\ndata:'),
  );
  server = await LanguageServer.start(folder);
});
afterAll(async () => {
  await server.stop();
  for (const end of ended) end();
});

const modeline = '# yaml-language-server: $schema=./experiment.schema.json\n';
const { labels, inserted, hover, problems } = shownBy(() => server, modeline);
const rest = 'data: gaussian-ring\ngenerator: mlp\ndiscriminator: mlp\nstop: { type: iterations, max: 10 }\n';

test('before the schema is made anew, a type of the plugin is underlined, with what to do', async () => {
  expect(await labels('loss: ‸\n')).not.toContain('acme/contrast');
  expect(await problems(`loss: { type: acme/contrast, pull: 2 }\n${rest}`)).toEqual([
    expect.stringMatching(
      /^1:15 There is no loss of this name\..* For types of plugins, see `ganx schema --help`\.$/,
    ),
  ]);
});

test('once it is, an editor that is open completes, explains and judges the type and its options', async () => {
  const schema = await ganx(['schema', '--project', '.', '--out', 'experiment.schema.json'], { cwd: folder });
  expect(schema.code, schema.stderr).toBe(0);
  await server.changed('experiment.schema.json');

  expect((await inserted('loss: ‸\n', 'acme/contrast')).text).toBe('\n  type: acme/contrast\n  pull: ');
  expect(await labels('loss:\n  type: ‸\n')).toEqual(expect.arrayContaining(['acme/contrast', 'hinge']));
  expect(await labels('loss:\n  type: acme/contrast\n  ‸\n')).toEqual(
    expect.arrayContaining(['pull', 'side']),
  );
  expect(await labels('loss:\n  type: acme/contrast\n  side: ‸\n')).toEqual(['left', 'right']);

  expect(await hover('loss: { type: acme/con‸trast, pull: 2 }\n')).toContain(
    '* `acme/contrast`: A difference of means for tests.',
  );
  expect(await hover('loss: { type: acme/contrast, pu‸ll: 2 }\n')).toMatch(
    /^#### acme\/contrast\n\nHow hard fakes are pulled\.\n+A number above 0\./,
  );

  expect(await problems(`loss: { type: acme/contrast, pull: 2, side: right }\n${rest}`)).toEqual([]);
  expect(await problems(`loss: { type: acme/contrast, pul: 2 }\n${rest}`)).toEqual([
    '1:1 Missing property "pull".',
    '1:30 Property pul is not allowed.',
  ]);
  expect(await problems(`loss: { type: acme/contrast, pull: 0, side: up }\n${rest}`)).toEqual([
    '1:36 Value is below the exclusive minimum of 0.',
    '1:45 Value is not accepted. Valid values: "left", "right".',
  ]);
});

test('the schema of sweep files knows the searches of a plugin that is named by a spec', async () => {
  const schema = await ganx(['schema', '--sweep', '--spec', 'experiment.yaml', '--write', '.'], {
    cwd: folder,
  });
  expect(schema.code, schema.stderr).toBe(0);
  const sweep = shownBy(() => server, '# yaml-language-server: $schema=./sweep.schema.json\n');
  expect(await sweep.labels('method:\n  type: ‸\n')).toEqual(
    expect.arrayContaining(['acme/middle', 'random']),
  );
  expect(await sweep.labels('method:\n  type: acme/middle\n  ‸\n')).toEqual(['rounds']);
  expect(
    await sweep.problems('method: acme/middle\nparameters: { loss.pull: { min: 1, max: 2 } }\n'),
  ).toEqual([]);
});
