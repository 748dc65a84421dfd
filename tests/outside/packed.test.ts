import { readFileSync, writeFileSync } from 'node:fs';
import { componentKinds } from '@ganx/core/plugin';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Outside, type Packed } from './outside.js';

/** Packs and installs half a gigabyte, so it runs where it is asked for: `GANX_OUTSIDE=1 npx vitest run tests/outside`. */
const asked = process.env.GANX_OUTSIDE !== undefined;

const ofSweeps = ['search', 'pruner', 'launcher'];
const pluginOf = (kind: string) => `ganx-plugin-my-${kind}`;

describe.skipIf(!asked)('in an empty folder, with the packages packed as tarballs,', () => {
  const outside = new Outside();
  let packed: readonly Packed[] = [];
  let cannot: string | undefined;

  beforeAll(async () => {
    packed = await outside.pack();
    cannot = await outside.install(packed);
  }, 300_000);
  afterAll(() => outside.remove());

  test('a tarball holds types, a README and a licence, and neither tests nor traces of the build', () => {
    expect(packed.map(({ name }) => name).sort()).toEqual([
      '@ganx/backend-onnx',
      '@ganx/cli',
      '@ganx/core',
      '@ganx/plugins',
      '@ganx/testkit',
      'tensorboard-writer-ts',
      'tfjs-second-derivatives',
    ]);
    for (const { name, files } of packed) {
      const paths = files.map(({ path }) => path);
      expect(paths, name).toEqual(
        expect.arrayContaining(['README.md', 'LICENSE', 'package.json', 'dist/index.d.ts']),
      );
      // Templates of plugins come with the tests that they give to an author.
      const stray = paths.filter(
        (path) => /\.(test|fixture|golden)\.|tsbuildinfo/.test(path) && !path.startsWith('templates/'),
      );
      expect(stray, name).toEqual([]);
    }
  });

  describe('what npm installs', () => {
    beforeEach(({ skip }) => skip(cannot !== undefined, cannot));

    // Two at a time, on two cores.
    test.concurrent.each(componentKinds)(
      'lets an author make a %s that passes its suite, and its example trains',
      async (kind) => {
        const below = pluginOf(kind);
        expect((await outside.ganx(['plugins', 'create', kind, `my-${kind}`])).code).toBe(0);
        const tested = await outside.ganx(['plugins', 'test', '.'], below);
        expect(tested, tested.output).toMatchObject({ code: 0 });
        expect(tested.output).toMatch(/^\d+ passed, 0 failed$/m);
        const run = ofSweeps.includes(kind) ? ['sweep', 'start', 'sweep.yaml'] : ['run', 'example.yaml'];
        const ran = await outside.ganx(run, below);
        expect(ran, ran.output).toMatchObject({ code: 0 });
        expect(ran.output).toMatch(/budget at iteration 200|all 4 trials are done/);
      },
      300_000,
    );

    test('none of them has a type error', async () => {
      const { compilerOptions } = JSON.parse(
        readFileSync(outside.at(pluginOf('loss'), 'tsconfig.json'), 'utf8'),
      ) as { compilerOptions: object };
      const all = { compilerOptions: { ...compilerOptions, rootDir: '.' }, include: ['*/src'] };
      writeFileSync(outside.at('tsconfig.json'), JSON.stringify(all));
      expect(await outside.tsc('.')).toEqual({ code: 0, output: '' });
    });

    test('one spec may use them all, and one sweep over it the others', async () => {
      const list = componentKinds.map((kind) => `  - ./${pluginOf(kind)}/src/index.ts\n`).join('');
      const spec = `plugins:
${list}data: { type: my-dataset/my-dataset, batchSize: 32, augment: [my-augmentation/my-augmentation] }
latent: { type: normal, size: 4 }
conditioning: my-conditioning/my-conditioning
generator:
  layers: [{ type: dense, units: 16 }, my-layer/my-layer, { type: dense, units: 2 }]
discriminator: my-network/my-network
loss: { type: my-loss/my-loss, margin: 2 }
regularizers: [my-regularizer/my-regularizer]
optimizers: { generator: my-optimizer/my-optimizer, discriminator: my-optimizer/my-optimizer }
balance: my-balance/my-balance
metrics:
  - { type: my-metric/my-metric, every: 10 }
  - { type: frechet-distance, features: my-feature-extractor/my-feature-extractor, samples: 64, every: 10 }
callbacks: [my-callback/my-callback]
logging: [jsonl, my-logger/my-logger]
stop:
  any:
    - { type: iterations, max: 20 }
    - my-stopping-rule/my-stopping-rule
`;
      const sweep = `experiment: all.yaml
method: my-search/my-search
metric: { name: frechet-distance, goal: minimize }
run_cap: 2
early_terminate: my-pruner/my-pruner
launcher: my-launcher/my-launcher
parameters: { loss.margin: { min: 1.0, max: 2.0 } }
`;
      writeFileSync(outside.at('all.yaml'), spec);
      writeFileSync(outside.at('sweep.yaml'), sweep);
      const run = await outside.ganx(['run', 'all.yaml']);
      expect(run, run.output).toMatchObject({ code: 0 });
      expect(run.output).toContain('20 of 20 iterations');
      const swept = await outside.ganx(['sweep', 'start', 'sweep.yaml']);
      expect(swept, swept.output).toMatchObject({ code: 0 });
      expect(swept.output).toContain('all 2 trials are done');
    }, 120_000);

    test('options that are misused are type errors', async () => {
      const misuse = `import { defineLoss } from '@ganx/core/plugin';
import { myLoss } from './my-loss.js';

myLoss.create({ margin: 'wide' });
export const second = defineLoss({
  type: 'second',
  description: 'Reads an option that its schema does not have.',
  options: { type: 'object', additionalProperties: false, properties: { margin: { description: 'How far.', type: 'number', default: 1 } } },
  examples: [{ type: 'second' }],
  create: ({ margn }) => myLoss.create({ margin: margn }),
});
`;
      const below = pluginOf('loss');
      writeFileSync(outside.at(below, 'src/misuse.ts'), misuse);
      const { code, output } = await outside.tsc(below);
      expect(code).not.toBe(0);
      expect(output.split('\n').filter((line) => line.includes('error'))).toEqual([
        expect.stringMatching(
          /^src\/misuse\.ts\(4,17\): error TS2322: Type 'string' is not assignable to type 'number'/,
        ),
        expect.stringMatching(
          /^src\/misuse\.ts\(10,14\): error TS2339: Property 'margn' does not exist on type/,
        ),
      ]);
    });
  });
});
