import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { check } from '../../packages/cli/src/compose/check.js';
import { temporaryFolder } from '../cli/ganx.js';
import { type Broken, spec, type Table, unmark } from './broken.js';
import { componentMistakes } from './components.js';
import { optimizerMistakes } from './optimizers.js';
import { overrideMistakes } from './overrides.js';
import { referenceMistakes } from './references.js';
import { semanticMistakes } from './semantics.js';
import { skeletonMistakes } from './skeleton.js';

/** What `ganx check` says of a broken spec, by path. */
async function pathsOf({ overrides, set, spec: files, unset }: Broken): Promise<readonly string[]> {
  const directory = temporaryFolder();
  const all = typeof files === 'string' ? { 'spec.yaml': files } : files;
  for (const [name, content] of Object.entries(all)) {
    const text = typeof content === 'string' ? unmark(name, content).text : content();
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  const plain = (texts: readonly string[] = []) => texts.map((text) => unmark('', text).text);
  const { problems } = await check({
    file: join(directory, Object.keys(all)[0]!),
    overrides: plain(overrides),
    set: plain(set),
    unset: plain(unset),
  });
  return problems.map(({ path }) => path);
}

const adam = (options: string): string => `{ generator: { type: adam, ${options} } }`;

describe('all mistakes are told at once', () => {
  test.each<[title: string, parts: Record<string, string>, paths: readonly string[]]>([
    [
      'in the frame and across parts',
      { optimizers: adam('lr: 1'), checkpoint: '{ keepBest: { monitor: nothing } }' },
      ['optimizers.generator.lr', 'checkpoint.keepBest.monitor'],
    ],
    [
      'in data that are not there, in options that do not go together and across parts',
      {
        data: '{ type: mnsit }',
        optimizers: adam('schedule: { shape: linear }'),
        checkpoint: '{ keepBest: { monitor: nothing } }',
      },
      ['data.type', 'checkpoint.keepBest.monitor', 'optimizers.generator.schedule.shape'],
    ],
    [
      'across parts and in the shapes of networks',
      {
        generator: '{ layers: [{ type: dense, units: 8 }, { type: dense, units: 3 }] }',
        checkpoint: '{ keepBest: { monitor: nothing } }',
      },
      ['checkpoint.keepBest.monitor', 'generator.layers.1'],
    ],
    [
      'in what only building finds, after a mistake in a rule',
      {
        discriminator:
          '{ layers: [{ type: dense, units: 8 }, { type: conv, filters: 2 }, { type: dense, units: 1 }] }',
        stop: '{ any: [{ type: iterations, max: 5 }, { type: plateau, monitor: nothing }] }',
      },
      ['stop.any.1.monitor', 'discriminator.layers.1'],
    ],
    [
      'in a part of the type that stands in for it, across parts and in the shapes of networks',
      {
        data: '{ type: gaussian-ring, batchSize: 0 }',
        generator: '{ layers: [{ type: dense, units: 8 }, { type: dense, units: 3 }] }',
        checkpoint: '{ keepBest: { monitor: nothing } }',
      },
      ['data.batchSize', 'checkpoint.keepBest.monitor', 'generator.layers.1'],
    ],
    [
      'in options of a loss that stands in for itself, and across parts',
      {
        loss: '{ type: non-saturating, foo: 1 }',
        checkpoint: '{ keepBest: { monitor: nothing } }',
      },
      ['loss.foo', 'checkpoint.keepBest.monitor'],
    ],
    [
      'in two rules of one list',
      { stop: '{ any: [{ type: iterations, max: -5 }, non-finite, { type: plateau, monitor: nothing }] }' },
      ['stop.any.0.max', 'stop.any.2.monitor'],
    ],
    [
      'after items of a list that are taken out, at their own places',
      {
        metrics:
          '[{ type: nope }, { type: frechet-distance, features: lenet-mnist }, { type: nopf }, mode-coverage]',
      },
      ['metrics.0.type', 'metrics.1.features.type', 'metrics.2.type'],
    ],
  ])('%s', async (_title, parts, paths) => {
    expect([...(await pathsOf({ spec: spec(parts), problems: [] }))].sort()).toEqual([...paths].sort());
  });
});

test('a part that --set broke is replaced like one of the file', async () => {
  const broken = spec({ checkpoint: '{ keepBest: { monitor: nothing } }' });
  expect(await pathsOf({ spec: broken, set: ['loss=wasserstien'], problems: [] })).toEqual([
    'loss.type',
    'checkpoint.keepBest.monitor',
  ]);
});

describe('what only follows from a mistake is not told beside it', () => {
  const tables: Readonly<Record<string, Table>> = {
    'the frame': skeletonMistakes,
    components: componentMistakes,
    optimizers: optimizerMistakes,
    references: referenceMistakes,
    'the command line': overrideMistakes,
    'how parts fit together': semanticMistakes,
  };
  test.each(Object.entries(tables))('of the mistakes in %s', async (_about, table) => {
    const more: string[] = [];
    for (const [title, broken] of Object.entries(table)) {
      const expected = broken.problems.map(({ path }) => path);
      // Plugins are loaded here, and are not in those tables.
      if (expected.some((path) => path === '*' || path.startsWith('plugins'))) continue;
      const beside = (await pathsOf(broken)).filter((path) => !expected.includes(path));
      if (beside.length > 0) more.push(`${title}: ${beside.join(', ')} beside ${expected.join(', ')}`);
    }
    expect(more).toEqual([]);
  });
});
