import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EventWriter, encodePng, listEventFiles, readEvents } from 'tensorboard-writer-ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTensorBoard, LOADERS, RealTensorBoard } from './real-tensorboard.js';
import { writeEveryKind, written } from './write-every-kind.js';

const found = findTensorBoard();
const why = found.missing === undefined ? `TensorBoard ${found.version}` : `skipped: ${found.missing}`;
const run = 'all';

describe.skipIf(found.missing !== undefined).each(LOADERS)(
  `every kind of value (${why}, %s loader)`,
  (loader) => {
    let root: string;
    let tensorboard: RealTensorBoard;

    beforeAll(async () => {
      root = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorboard-'));
      const writer = EventWriter.create({ logDir: path.join(root, run) });
      writeEveryKind(writer);
      writer.close();
      tensorboard = await RealTensorBoard.start({ program: found.program, logDir: root, loader });
      await tensorboard.until(
        () => tensorboard.json('plugin/mesh/tags'),
        (tags) => JSON.stringify(tags).includes('shape'),
      );
    });
    afterAll(async () => {
      await tensorboard?.stop();
      fs.rmSync(root, { recursive: true, force: true });
    });

    it('finds the run and its sub-run', async () => {
      expect(await tensorboard.json('runs')).toEqual(['all', 'all/eval']);
    });

    it('shows scalars with their names and descriptions, values that are not finite included', async () => {
      expect(await tensorboard.json('plugin/scalars/tags')).toEqual({
        all: {
          'loss/d': { displayName: 'D loss', description: '<p>of the <strong>discriminator</strong></p>' },
          'best/fid': { displayName: '', description: '' },
        },
        'all/eval': { 'loss/d': { displayName: '', description: '' } },
      });
      expect(await tensorboard.scalars(run, 'loss/d')).toEqual([
        [0, 0.5],
        [1, 'NaN'],
        [2, -1.25],
        [3, 'Infinity'],
      ]);
      expect(await tensorboard.scalars('all/eval', 'loss/d')).toEqual([[2, 0.75]]);
    });

    it('shows images byte for byte, several for a step, and grids as one image', async () => {
      expect(await tensorboard.json('plugin/images/tags')).toEqual({
        all: {
          samples: { displayName: '', description: '<p>two</p>', samples: 2 },
          grid: { displayName: '', description: '', samples: 1 },
        },
      });
      const images = await tensorboard.json<{ step: number; query: string }[]>('plugin/images/images', {
        run,
        tag: 'samples',
        sample: 1,
      });
      expect(images.map(({ step }) => step)).toEqual([1, 2]);
      for (const { query } of images) {
        const bytes = await tensorboard.bytes(`plugin/images/individualImage?${query}`);
        expect(Buffer.from(bytes).equals(written.image)).toBe(true);
      }
      const [grid] = await tensorboard.json<{ query: string }[]>('plugin/images/images', {
        run,
        tag: 'grid',
        sample: 0,
      });
      const bytes = await tensorboard.bytes(`plugin/images/individualImage?${grid!.query}`);
      const [B, X] = [0, 0]; // gaps and missing images are black
      const expected = Uint8Array.from(
        [
          [0, 1, B, 4, 5, B, 8, 9],
          [2, 3, B, 6, 7, B, 10, 11],
          [B, B, B, B, B, B, B, B],
          [12, 13, B, 16, 17, B, X, X],
          [14, 15, B, 18, 19, B, X, X],
        ].flat(),
      );
      expect(Buffer.from(bytes).equals(encodePng(expected, { width: 8, height: 5, channels: 1 }))).toBe(true);
    });

    it('shows histograms, and distributions made of them', async () => {
      type Histogram = [wallTime: number, step: number, buckets: [number, number, number][]];
      const histograms = await tensorboard.json<Histogram[]>('plugin/histograms/histograms', {
        run,
        tag: 'weights',
      });
      expect(histograms.map(([, step]) => step)).toEqual([1, 2, 3]);
      const [spread, equal, empty] = histograms.map(([, , buckets]) => buckets);
      expect(spread).toHaveLength(30);
      expect(spread![0]![0]).toBe(Math.min(...written.normal));
      expect(spread![29]![1]).toBe(Math.max(...written.normal));
      expect(spread!.map(([, , count]) => count).reduce((a, b) => a + b)).toBe(1000);
      expect(equal!.at(-1)).toEqual([5, 5, 3]);
      expect(empty!.every((bucket) => bucket.every((number) => number === 0))).toBe(true);
      const distributions = await tensorboard.json<unknown[]>('plugin/distributions/distributions', {
        run,
        tag: 'weights',
      });
      expect(distributions).toHaveLength(3);
    });

    it('shows text as Markdown and tables as tables', async () => {
      const html = async (tag: string): Promise<string> => {
        const [first] = await tensorboard.json<{ step: number; text: string }[]>('plugin/text/text', {
          run,
          tag,
        });
        expect(first!.step).toBe(1);
        return first!.text.replace(/\s*\n\s*/g, '');
      };
      expect(await html('notes')).toBe('<h1>Title</h1><p>Some <em>emphasis</em> and <code>code</code>.</p>');
      expect(await html('facts')).toBe(
        '<table><tbody><tr><td><p><strong>key</strong></p></td><td><p>value</p></td></tr>' +
          '<tr><td><p>seed</p></td><td><p>7</p></td></tr></tbody></table>',
      );
      expect(await html('list')).toBe(
        '<table><tbody><tr><td><p>one</p></td></tr><tr><td><p>two</p></td></tr></tbody></table>',
      );
    });

    it('shows hyper-parameters with their types, the group, the end and the last value of each metric', async () => {
      type Experiment = { hparamInfos: { name: string; type: string }[] };
      const experiment = await tensorboard.json<Experiment>(
        'plugin/hparams/experiment',
        {},
        { experimentName: '' },
      );
      expect(Object.fromEntries(experiment.hparamInfos.map(({ name, type }) => [name, type]))).toEqual({
        blocks: 'DATA_TYPE_FLOAT64',
        learningRate: 'DATA_TYPE_FLOAT64',
        optimizer: 'DATA_TYPE_STRING',
        spectralNorm: 'DATA_TYPE_BOOL',
      });
      type Groups = {
        sessionGroups: { metricValues: { name: { tag: string; group: string }; value: unknown }[] }[];
      };
      const groups = await tensorboard.json<Groups>(
        'plugin/hparams/session_groups',
        {},
        {
          experimentName: '',
          allowedStatuses: ['STATUS_UNKNOWN', 'STATUS_SUCCESS', 'STATUS_FAILURE', 'STATUS_RUNNING'],
          colParams: [],
          startIndex: 0,
          sliceSize: 10,
        },
      );
      expect(groups.sessionGroups).toHaveLength(1);
      expect(groups.sessionGroups[0]).toMatchObject({
        name: 'all-seeds',
        hparams: written.params,
        sessions: [{ name: 'all', status: 'STATUS_SUCCESS' }],
      });
      const metrics = groups.sessionGroups[0]!.metricValues.map(({ name, value }) => [
        name.group,
        name.tag,
        value,
      ]);
      expect(metrics).toEqual(
        expect.arrayContaining([
          ['', 'best/fid', 12.5],
          ['eval', 'loss/d', 0.75],
        ]),
      );
    });

    it('opens Custom Scalars on the layout, and finds the curves that it names', async () => {
      expect(await tensorboard.json('plugin/custom_scalars/layout')).toMatchObject({
        category: [
          {
            title: 'GAN',
            closed: false,
            chart: [
              { title: 'losses', multiline: { tag: ['^loss/d$', 'best\\/.*'] } },
              {
                title: 'band',
                margin: { series: [{ value: 'best/fid', lower: 'loss/d', upper: 'loss/d' }] },
              },
            ],
          },
          { title: 'later', closed: true, chart: [] },
        ],
      });
      for (const [tag, name] of [
        ['^loss/d$', 'loss/d'],
        ['best\\/.*', 'best/fid'],
      ] as const) {
        const found = await tensorboard.json<{ regex_valid: boolean; tag_to_events: object }>(
          'plugin/custom_scalars/scalars',
          { run, tag },
        );
        expect(found.regex_valid).toBe(true);
        expect(Object.keys(found.tag_to_events)).toEqual([name]);
      }
    });

    it('shows the PR curve of the scores', async () => {
      const { all } = await tensorboard.json<{ all: object[] }>('plugin/pr_curves/pr_curves', {
        run,
        tag: 'real-against-fake',
      });
      expect(all).toMatchObject([
        {
          step: 1,
          thresholds: [0, 0.25, 0.5, 0.75], // the last one, where nothing is called positive, is not shown
          true_positives: [3, 3, 2, 2],
          false_positives: [2, 1, 0, 0],
          true_negatives: [0, 1, 2, 2],
          false_negatives: [0, 0, 1, 1],
          precision: [3 / 5, 3 / 4, 1, 1].map(Math.fround),
          recall: [1, 1, 2 / 3, 2 / 3].map(Math.fround),
        },
      ]);
    });

    it('draws a TensorFlow.js model with all edges, through a nested model too', async () => {
      expect(await tensorboard.json('plugin/graphs/info')).toMatchObject({
        all: { tags: { discriminator: { conceptual_graph: true } } },
      });
      const graph = await tensorboard.text('plugin/graphs/graph', {
        run,
        tag: 'discriminator',
        conceptual: 'true',
      });
      const nodes = graph.split(/^node \{/m).slice(1);
      const edges = nodes.map((node) => [
        /name: "(.*)"/.exec(node)![1],
        /keras_class"\s*value \{\s*s: "(\w+)"/.exec(node)![1],
        [...node.matchAll(/input: "(.*)"/g)].map(([, name]) => name),
      ]);
      expect(edges).toEqual([
        ['discriminator/image', 'InputLayer', []],
        ['discriminator/00-dense', 'Dense', ['discriminator/image']],
        ['discriminator/label', 'InputLayer', []],
        ['discriminator/01-join', 'Concatenate', ['discriminator/00-dense', 'discriminator/label']],
        ['discriminator/body/body-dense', 'Dense', ['discriminator/01-join']],
        ['discriminator/body/body-relu', 'Activation', ['discriminator/body/body-dense']],
        ['discriminator/03-score', 'Dense', ['discriminator/body/body-relu']],
        ['discriminator/04-sigmoid', 'Activation', ['discriminator/03-score']],
      ]);
    });

    it('shows the projector its points, labels and sprite', async () => {
      const name = 'latents "z"';
      expect(await tensorboard.json('plugin/projector/runs')).toEqual(['all']);
      expect(await tensorboard.json('plugin/projector/info', { run })).toMatchObject({
        embeddings: [
          { tensorName: name, tensorShape: [4, 3], sprite: { singleImageDim: [2, 2] } },
          { tensorName: 'features', tensorShape: [2, 2] },
        ],
      });
      const points = await tensorboard.bytes('plugin/projector/tensor', { run, name });
      expect([...new Float32Array(points.buffer)]).toEqual([...written.vectors]);
      const metadata = async (tensor: string): Promise<string> =>
        tensorboard.text('plugin/projector/metadata', { run, name: tensor });
      expect(await metadata(name)).toBe('digit\tkind\n0\treal\n1\tfake\n2\treal\n3\tfake\n');
      expect(await metadata('features')).toBe('a\nb\n');
      const sprite = await tensorboard.bytes('plugin/projector/sprite_image', { run, name });
      expect(Buffer.from(sprite.subarray(1, 4)).toString()).toBe('PNG');
    });

    it('plays audio', async () => {
      const clips = await tensorboard.json<{ query: string; contentType: string }[]>('plugin/audio/audio', {
        run,
        tag: 'tone',
        sample: 0,
      });
      expect(clips).toMatchObject([{ step: 1, contentType: 'audio/wav' }]);
      const wav = Buffer.from(await tensorboard.bytes(`plugin/audio/individualAudio?${clips[0]!.query}`));
      expect(wav.length).toBe(44 + 2 * written.wave.length);
      expect(wav.readUInt32LE(24)).toBe(8000);
      expect(wav.readInt16LE(44 + 2 * 3)).toBe(Math.round(written.wave[3]! * 32767));
    });

    it('shows meshes with faces and colours', async () => {
      const part = async (type: string): Promise<ArrayBuffer> => {
        const query = { run, tag: 'shape', sample: 0, step: 1, content_type: type };
        return (await tensorboard.bytes('plugin/mesh/data', query)).buffer as ArrayBuffer;
      };
      expect([...new Float32Array(await part('VERTEX'))]).toEqual(written.vertices);
      expect([...new Int32Array(await part('FACE'))]).toEqual(written.faces);
      expect([...new Uint8Array(await part('COLOR'))]).toEqual(written.colors);
    });
  },
);

const python = found.missing === undefined ? path.join(path.dirname(found.program), 'python') : '';
const hasPython = python !== '' && fs.existsSync(python);

describe.skipIf(!hasPython)(`bytes${hasPython ? '' : ' (skipped: no python beside TensorBoard)'}`, () => {
  it("are those that TensorBoard's own protobuf code writes, field for field", () => {
    const logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorboard-'));
    try {
      const writer = EventWriter.create({ logDir });
      writeEveryKind(writer);
      writer.close();
      const [file] = listEventFiles(logDir);
      const { status, stdout, stderr } = spawnSync(python, ['-c', REWRITE, file!], { encoding: 'utf8' });
      expect(
        stderr.replace(/^.*(TensorFlow|oneDNN|absl|CPU instr|cpu_feature|rebuild).*$/gm, '').trim(),
      ).toBe('');
      expect(status).toBe(0);
      expect(stdout.trim()).toBe(`${[...readEvents(file!)].length} records`);
    } finally {
      fs.rmSync(logDir, { recursive: true, force: true });
    }
  });
});

/** Parses every record and the settings in it, writes them again, and compares the bytes. */
const REWRITE = `
import struct, sys
from tensorboard.compat.proto import event_pb2
from tensorboard.plugins.hparams import plugin_data_pb2 as hparams
from tensorboard.plugins.mesh import plugin_data_pb2 as mesh
from tensorboard.plugins.audio import plugin_data_pb2 as audio
from tensorboard.plugins.pr_curve import plugin_data_pb2 as pr_curve
from tensorboard.plugins.custom_scalar import layout_pb2
kinds = {"hparams": hparams.HParamsPluginData, "mesh": mesh.MeshPluginData,
         "audio": audio.AudioPluginData, "pr_curves": pr_curve.PrCurvePluginData}
def same(kind, data, where):
    again = kind.FromString(data).SerializeToString(deterministic=True)
    assert again == data, (where, data[:200], again[:200])
raw = open(sys.argv[1], "rb").read()
at = count = 0
while at < len(raw):
    (size,) = struct.unpack("<Q", raw[at:at + 8])
    data = raw[at + 12:at + 12 + size]
    same(event_pb2.Event, data, at)
    for value in event_pb2.Event.FromString(data).summary.value:
        plugin = value.metadata.plugin_data
        if plugin.plugin_name in kinds:
            same(kinds[plugin.plugin_name], plugin.content, value.tag)
        if plugin.plugin_name == "custom_scalars":
            same(layout_pb2.Layout, value.tensor.string_val[0], value.tag)
    at += 16 + size
    count += 1
print(count, "records")
`;
