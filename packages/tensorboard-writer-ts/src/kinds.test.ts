import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventFileError, EventWriter, encodePng, listEventFiles, readEvents } from './index.js';

let logDir: string;
let writer: EventWriter;
beforeEach(() => {
  logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tbw-'));
  writer = EventWriter.create({ logDir });
});
afterEach(() => {
  writer.close();
  fs.rmSync(logDir, { recursive: true, force: true });
});

const sprite = (width: number, height: number): Uint8Array =>
  encodePng(new Uint8Array(width * height), { width, height, channels: 1 });
const vectors = [1, 2, 3, 4, 5, 6];

describe('kinds of values', () => {
  it.each<[string, (w: EventWriter) => unknown, string]>([
    ['no buckets', (w) => w.histogram('x', [1], 0, { buckets: 0 }), 'TBW_VALUE_INVALID'],
    ['a hyper-parameter that is NaN', (w) => w.hparams({ a: Number.NaN }), 'TBW_VALUE_INVALID'],
    ['a hyper-parameter that is an object', (w) => w.hparams({ a: {} as never }), 'TBW_VALUE_INVALID'],
    ['an unknown status', (w) => w.hparamsEnd('done' as never), 'TBW_VALUE_INVALID'],
    ['no clips', (w) => w.audio('x', [], 0), 'TBW_VALUE_INVALID'],
    ['a WAV that is none', (w) => w.audio('x', { wav: new Uint8Array(50) }, 0), 'TBW_VALUE_INVALID'],
    ['a sound without a rate', (w) => w.audio('x', { samples: [0], sampleRate: 0 }, 0), 'TBW_VALUE_INVALID'],
    [
      'a sample that is NaN',
      (w) => w.audio('x', { samples: [Number.NaN], sampleRate: 1 }, 0),
      'TBW_VALUE_INVALID',
    ],
    [
      'half a frame',
      (w) => w.audio('x', { samples: [0], sampleRate: 1, channels: 2 }, 0),
      'TBW_SHAPE_INVALID',
    ],
    ['half a vertex', (w) => w.mesh('x', { vertices: [0, 0] }, 0), 'TBW_SHAPE_INVALID'],
    [
      'a colour too few',
      (w) => w.mesh('x', { vertices: vectors, colors: [0, 0, 0] }, 0),
      'TBW_SHAPE_INVALID',
    ],
    ['half a point', (w) => w.projector([{ name: 'x', vectors, dimensions: 4 }]), 'TBW_SHAPE_INVALID'],
    [
      'a point at infinity',
      (w) => w.projector([{ name: 'x', vectors: [Infinity], dimensions: 1 }]),
      'TBW_VALUE_INVALID',
    ],
    [
      'a point without a name',
      (w) => w.projector([{ name: '', vectors, dimensions: 2 }]),
      'TBW_VALUE_INVALID',
    ],
    [
      'two sets of points with one file name',
      (w) =>
        w.projector([
          { name: 'a b', vectors, dimensions: 2 },
          { name: 'a-b', vectors, dimensions: 2 },
        ]),
      'TBW_VALUE_INVALID',
    ],
    [
      'a label too few',
      (w) => w.projector([{ name: 'x', vectors, dimensions: 3, labels: ['a'] }]),
      'TBW_SHAPE_INVALID',
    ],
    [
      'a label with a tab',
      (w) => w.projector([{ name: 'x', vectors, dimensions: 3, labels: ['a', 'b\tc'] }]),
      'TBW_VALUE_INVALID',
    ],
    [
      'a sprite without room for all points',
      (w) =>
        w.projector([
          { name: 'x', vectors, dimensions: 2, sprite: { png: sprite(4, 2), width: 2, height: 2 } },
        ]),
      'TBW_SHAPE_INVALID',
    ],
  ])('refuses %s and writes nothing', (_, act, code) => {
    let thrown: unknown;
    try {
      act(writer);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(EventFileError);
    expect((thrown as EventFileError).code).toBe(code);
    writer.flush();
    expect([...readEvents(listEventFiles(logDir)[0]!)]).toHaveLength(2);
    expect(fs.readdirSync(logDir)).toHaveLength(1);
  });

  it('takes hyper-parameters and their end once per run, because TensorBoard keeps the first', () => {
    writer.hparams({ a: 1 });
    expect(() => writer.hparams({ a: 2 })).toThrow(expect.objectContaining({ code: 'TBW_VALUE_INVALID' }));
    writer.hparamsEnd('failure');
    expect(() => writer.hparamsEnd('success')).toThrow(
      expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
    );
  });

  it('takes one graph of models per run, because TensorBoard keeps one', () => {
    const model = { config: { name: 'm', layers: [{ class_name: 'Dense', config: { name: 'a' } }] } };
    expect(() => writer.modelGraph({ m: {} })).toThrow(
      expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
    );
    writer.modelGraph({ m: model });
    expect(() => writer.modelGraph({ m: model })).toThrow(
      expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
    );
    writer.flush();
    const graphs = [...readEvents(listEventFiles(logDir)[0]!)].filter(({ graphDef }) => graphDef);
    expect(graphs).toHaveLength(1);
  });

  it('clips sounds at full volume', () => {
    writer.audio('x', { samples: [-2, -1, 0, 1, 2], sampleRate: 8000 }, 0);
    writer.flush();
    const [wav] = [...readEvents(listEventFiles(logDir)[0]!)].at(-1)!.values[0]!.tensor!.data as Uint8Array[];
    const samples = Array.from({ length: 5 }, (_, i) => Buffer.from(wav!).readInt16LE(44 + 2 * i));
    expect(samples).toEqual([-32767, -32767, 0, 32767, 32767]);
  });

  it('replaces all embeddings of a run, or those of the same names only', () => {
    const listed = () =>
      [
        ...fs
          .readFileSync(path.join(logDir, 'projector_config.pbtxt'), 'utf8')
          .matchAll(/tensor_(name|shape): .*/g),
      ]
        .map(([line]) => line)
        .join(' ');
    const points = (name: string, count: number) => ({
      name,
      vectors: new Float32Array(count),
      dimensions: 1,
    });
    writer.projector([points('say "z"\\', 2), points('features', 2)]);
    writer.projector([points('features', 3), points('new', 1)], { others: 'keep' });
    const shape = (count: number) => `tensor_shape: ${count} tensor_shape: 1`;
    expect(listed()).toBe(
      `tensor_name: "say \\"z\\"\\\\" ${shape(2)} tensor_name: "features" ${shape(3)} tensor_name: "new" ${shape(1)}`,
    );
    // Its files would be those of the one that is kept.
    expect(() => writer.projector([points('say "z" ', 1)], { others: 'keep' })).toThrow(
      expect.objectContaining({ code: 'TBW_VALUE_INVALID' }),
    );
    writer.projector([points('new', 1)]);
    expect(listed()).toBe(`tensor_name: "new" ${shape(1)}`);
  });

  it('writes the points of a projector so that float32 numbers come back as they were', () => {
    const numbers = Float32Array.from([Math.PI, -1e-30, 3.4e38, 1 / 3, 0, -0]);
    writer.projector([{ name: 'x', vectors: numbers, dimensions: 3, labels: ['a', 'b'] }]);
    const [tsv] = [fs.readFileSync(path.join(logDir, 'projector', 'x.tensors.tsv'), 'utf8')];
    expect(Float32Array.from(tsv.trim().split(/\s/).map(Number))).toEqual(
      Float32Array.from([...numbers.slice(0, 5), 0]),
    );
    expect(fs.readdirSync(path.join(logDir, 'projector')).sort()).toEqual([
      'x.metadata.tsv',
      'x.tensors.tsv',
    ]);
    expect(fs.readFileSync(path.join(logDir, 'projector_config.pbtxt'), 'utf8')).toBe(
      'embeddings {\n  tensor_name: "x"\n  tensor_shape: 2\n  tensor_shape: 3\n' +
        '  tensor_path: "projector/x.tensors.tsv"\n  metadata_path: "projector/x.metadata.tsv"\n}\n',
    );
  });
});
