import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, it } from 'vitest';
import { EventWriter, listEventFiles, readEvents } from './index.js';

const golden = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'records.golden.json'), 'utf8'),
) as object;

/** The values of scripts/make-golden.py, in its order. */
function writeGolden(logDir: string): void {
  const writer = EventWriter.create({ logDir, clock: () => 1700000000.5 });
  writer.scalar('loss', 0.5, 0, { displayName: 'Loss', description: 'of *D*' });
  writer.scalar('loss', -2.25, 300);
  writer.scalar('loss', Number.POSITIVE_INFINITY, 2 ** 40);
  writer.image(
    'image',
    Buffer.from('89504e470d0a1a0a0000000d4948445200000002000000030800000000', 'hex'),
    {},
    1,
  );
  writer.text('text', '# T ✓', 1);
  writer.table(
    'table',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
    1,
  );
  writer.histogram('histogram', [0, 1, 2, 3, 4], 1, { buckets: 4 });
  writer.hparams({ name: '', lr: 0, flag: false }, { group: 'seeds' });
  writer.hparamsEnd('success');
  writer.customScalars({
    categories: [
      {
        title: 'GAN',
        closed: true,
        charts: [
          { title: 'losses', tags: ['loss', /d.*/] },
          { title: 'band', margin: [{ value: 'a', lower: 'b', upper: 'c' }] },
        ],
      },
    ],
  });
  writer.prCurve('pr', { scores: [0.25, 0.75], labels: [true, false], thresholds: 3 }, 1);
  writer.layerGraph('graph', {
    config: { name: 'm', layers: [{ class_name: 'Dense', config: { name: 'a' } }] },
  });
  writer.modelGraph({
    net: { config: { name: 'm', layers: [{ class_name: 'Dense', config: { name: 'a', units: 2 } }] } },
  });
  writer.audio('audio', { wav: Buffer.from('RIFF\x04\0\0\0WAVE', 'latin1') }, 1);
  writer.mesh(
    'mesh',
    {
      vertices: [0, 0, 0, 1, 0, 0, 0, 1, 0.5],
      faces: [0, 1, 2],
      colors: [255, 0, 0, 0, 255, 0, 0, 0, 255],
    },
    1,
  );
  writer.close();
}

it("writes each kind of record to the byte as TensorBoard's own code does", () => {
  const logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tbw-'));
  try {
    writeGolden(logDir);
    const [file] = listEventFiles(logDir);
    const bytes = fs.readFileSync(file!);
    const records = [...readEvents(file!)].map(({ offset, end }) => bytes.toString('hex', offset, end));
    const kinds = Object.keys(golden);
    expect(records).toHaveLength(kinds.length);
    expect(Object.fromEntries(kinds.map((kind, i) => [kind, records[i]]))).toEqual(golden);
  } finally {
    fs.rmSync(logDir, { recursive: true, force: true });
  }
});
