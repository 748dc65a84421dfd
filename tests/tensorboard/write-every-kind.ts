import * as fs from 'node:fs';
import * as path from 'node:path';
import { type EventWriter, encodePng } from 'tensorboard-writer-ts';

/** What the every-kind run holds, for tests to compare with what TensorBoard says. */
export const written = {
  losses: [0.5, Number.NaN, -1.25, Number.POSITIVE_INFINITY],
  image: encodePng(
    Uint8Array.from({ length: 12 }, (_, i) => i * 20),
    { width: 4, height: 3, channels: 1 },
  ),
  normal: Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i * 12.9898) * 3),
  markdown: '# Title\n\nSome *emphasis* and `code`.',
  table: [
    ['**key**', 'value'],
    ['seed', '7'],
  ],
  params: { learningRate: 2e-4, optimizer: 'adam', spectralNorm: true, blocks: 0 },
  scores: [0.1, 0.4, 0.35, 0.8, 0.9],
  labels: [0, 0, 1, 1, 1],
  vectors: Float32Array.from({ length: 12 }, (_, i) => i / 7),
  wave: Float32Array.from({ length: 800 }, (_, i) => Math.sin(i / 5)),
  vertices: [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1],
  faces: [0, 1, 2, 0, 1, 3],
  colors: [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9],
} as const;

/** Writes at least one value of each kind that the package can write. */
export function writeEveryKind(writer: EventWriter): void {
  written.losses.forEach((loss, step) => {
    writer.scalar('loss/d', loss, step, { displayName: 'D loss', description: 'of the **discriminator**' });
  });
  writer.scalar('best/fid', 12.5, 3);
  writer.subRun('eval').scalar('loss/d', 0.75, 2);

  writer.image('samples', [written.image, written.image], { width: 4, height: 3 }, 1, { description: 'two' });
  writer.image('samples', [written.image, written.image], {}, 2);
  writer.imageGrid(
    'grid',
    Uint8Array.from({ length: 5 * 4 }, (_, i) => i),
    { width: 2, height: 2, gap: 1 },
    1,
  );

  writer.histogram('weights', written.normal, 1);
  writer.histogram('weights', [5, 5, 5], 2);
  writer.histogram('weights', [], 3);

  writer.text('notes', written.markdown, 1);
  writer.table('facts', written.table, 1);
  writer.table('list', ['one', 'two'], 1);

  writer.hparams(written.params, { group: 'all-seeds' });
  writer.customScalars({
    categories: [
      {
        title: 'GAN',
        charts: [
          { title: 'losses', tags: ['loss/d', /best\/.*/] },
          { title: 'band', margin: [{ value: 'best/fid', lower: 'loss/d', upper: 'loss/d' }] },
        ],
      },
      { title: 'later', closed: true, charts: [] },
    ],
  });
  writer.prCurve('real-against-fake', { scores: written.scores, labels: written.labels, thresholds: 5 }, 1);
  writer.layerGraph('discriminator', layersModel());
  writer.projector([
    {
      name: 'latents "z"',
      vectors: written.vectors,
      dimensions: 3,
      labels: { digit: ['0', '1', '2', '3'], kind: ['real', 'fake', 'real', 'fake'] },
      sprite: {
        png: encodePng(new Uint8Array(16 * 3), { width: 4, height: 4, channels: 3 }),
        width: 2,
        height: 2,
      },
    },
    { name: 'features', vectors: [1, 2, 3, 4], dimensions: 2, labels: ['a', 'b'] },
  ]);
  writer.audio('tone', { samples: written.wave, sampleRate: 8000 }, 1);
  writer.mesh('shape', { vertices: written.vertices, faces: written.faces, colors: written.colors }, 1);
  writer.hparamsEnd('success');
}

/** A conditional discriminator as `tf.LayersModel.toJSON()` of TensorFlow.js 4.22 writes it: two inputs that meet. */
export function layersModel(): string {
  return fs.readFileSync(path.join(import.meta.dirname, 'tfjs-layers-model.golden.json'), 'utf8');
}
