import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { findTensorBoard, LOADERS, RealTensorBoard } from './real-tensorboard.js';

const found = findTensorBoard();
const why = found.missing === undefined ? `TensorBoard ${found.version}` : `skipped: ${found.missing}`;

const spec = `name: shown
seed: 5
data: { type: mnist, batchSize: 8 }
latent: { type: normal, size: 8 }
conditioning: labels
generator: { type: dcgan, baseFilters: 4 }
discriminator: { type: dcgan, baseFilters: 4 }
metrics: [{ type: classifier-agreement, features: lenet-mnist, samples: 50, every: 5 }]
callbacks: [{ type: sample-grid, every: 5 }]
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
stop: { type: iterations, max: 10 }
`;

interface Line {
  readonly iteration: number;
  readonly [tag: string]: unknown;
}

describe.skipIf(found.missing !== undefined)(`a run of ganx in TensorBoard (${why})`, () => {
  let run: string;
  let close: () => void;
  beforeAll(async () => {
    const folder = temporaryFolder((end) => {
      close = end;
    });
    const { code, json } = await ganx(['run', writeSpec(folder, spec), '--json'], { cwd: folder });
    expect(code).toBe(0);
    run = json.folder;
  });
  afterAll(() => close?.());

  it.each(LOADERS)('the %s loader shows its scalars and images over HTTP', async (loader) => {
    const tensorboard = await RealTensorBoard.start({ program: found.program, logDir: dirname(run), loader });
    try {
      const name = run.split('/').at(-1) as string;
      const shown = (tag: string) =>
        tensorboard.until(
          () => tensorboard.scalars(name, tag),
          (points) => points.at(-1)?.[0] === 10,
        );
      const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
      for (const tag of ['loss/discriminator', 'loss/generator', 'opinion/real', 'opinion/generated']) {
        const points = await shown(tag);
        expect(points.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        const written = lines.filter((line) => tag in line).map((line) => line[tag] as number);
        expect(points.map(([, value]) => value)).toEqual(written.map(Math.fround));
      }
      expect((await shown('classifier-agreement')).map(([step]) => step)).toEqual([5, 10]);
      expect((await shown('balance/discriminator-steps')).map(([, value]) => value)).toEqual(
        Array(10).fill(1),
      );

      const tags = await tensorboard.json<Record<string, Record<string, object>>>('plugin/images/tags');
      const [tag] = Object.keys(tags[name] ?? {});
      expect(tag).toBe('samples');
      const images = await tensorboard.json<{ step: number; width: number; height: number; query: string }[]>(
        'plugin/images/images',
        { run: name, tag: 'samples', sample: '0' },
      );
      expect(images.map(({ step }) => step)).toContain(10);
      const last = images.find(({ step }) => step === 10);
      const png = await tensorboard.bytes(`plugin/images/individualImage?${last?.query}`);
      expect(
        Buffer.from(png).equals(
          readFileSync(join(run, 'samples', readdirSync(join(run, 'samples')).sort().at(-1) as string)),
        ),
      ).toBe(true);
    } finally {
      await tensorboard.stop();
    }
  });
});
