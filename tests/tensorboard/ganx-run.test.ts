import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganx } from '../cli/ganx.js';
import { findTensorBoard, LOADERS, RealTensorBoard } from './real-tensorboard.js';
import { type ShownRuns, trainShownRuns } from './shown-runs.js';

const found = findTensorBoard();
const why = found.missing === undefined ? `TensorBoard ${found.version}` : `skipped: ${found.missing}`;

describe.skipIf(found.missing !== undefined)(`a run of ganx in TensorBoard (${why})`, () => {
  let runs: ShownRuns;
  beforeAll(async () => {
    runs = await trainShownRuns();
  });
  afterAll(() => runs?.close());

  it('ganx tensorboard serves its folder until it is told to stop', async () => {
    let url: string | undefined;
    let tags: Promise<unknown> | undefined;
    const { code, stderr } = await ganx(['tensorboard', runs.folder, '--', '--port=0', '--load_fast=false'], {
      env: { GANX_TENSORBOARD: found.program },
      onOutput(text, kill) {
        url ??= /TensorBoard \S+ at (http:\S+)/.exec(text)?.[1];
        if (url === undefined || tags !== undefined) return;
        tags = fetch(new URL('data/environment', url))
          .then((answer) => answer.json())
          .finally(() => kill('SIGINT'));
      },
    });
    expect(code, stderr).toBe(0);
    expect(await tags).toMatchObject({ data_location: runs.folder });
  });

  describe.each(LOADERS)('the %s loader', (loader) => {
    let tensorboard: RealTensorBoard;
    beforeAll(async () => {
      tensorboard = await RealTensorBoard.start({ program: found.program, logDir: runs.folder, loader });
      await tensorboard.until(
        () => tensorboard.scalars(runs.repeat, 'weight-norm/generator'),
        (points) => points.at(-1)?.[0] === 10,
      );
    });
    afterAll(() => tensorboard?.stop());

    it('shows its scalars as they were written', async () => {
      const { name, lines } = runs;
      for (const tag of ['loss/discriminator', 'loss/generator', 'opinion/real', 'opinion/generated']) {
        const points = await tensorboard.scalars(name, tag);
        expect(points.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        const written = lines.filter((line) => tag in line).map((line) => line[tag] as number);
        expect(points.map(([, value]) => value)).toEqual(written.map(Math.fround));
      }
      const stepsOf = async (tag: string) => (await tensorboard.scalars(name, tag)).map(([step]) => step);
      expect(await stepsOf('classifier-agreement')).toEqual([5, 10]);
      for (const tag of [
        'weight-norm/discriminator',
        'gradient-norm/generator',
        'advice/norm',
        'advice/scale',
      ])
        expect(await stepsOf(tag), tag).toEqual([5, 10]);
      expect(await stepsOf('time/images-per-second')).toEqual([5, 10]);
      expect(await stepsOf('time/iterations-per-second')).toHaveLength(10);
      expect(
        (await tensorboard.scalars(name, 'balance/discriminator-steps')).map(([, value]) => value),
      ).toEqual(Array(10).fill(1));
      expect(await tensorboard.scalars(name, 'learning-rate/discriminator')).toContainEqual([
        10,
        Math.fround(2e-4),
      ]);
    });

    it('shows its samples and the advice for them byte for byte', async () => {
      const { name, run } = runs;
      const tags =
        await tensorboard.json<Record<string, Record<string, { description: string }>>>('plugin/images/tags');
      expect(Object.keys(tags[name] ?? {}).sort()).toEqual(['advice', 'samples']);
      expect(tags[name]!.advice!.description).toContain('<strong>red</strong>');
      for (const [tag, file] of [
        ['samples', '00000010.png'],
        ['advice', 'advice-00000010.png'],
      ] as const) {
        const images = await tensorboard.json<{ step: number; query: string }[]>('plugin/images/images', {
          run: name,
          tag,
          sample: '0',
        });
        expect(images.map(({ step }) => step)).toEqual([5, 10]);
        const png = await tensorboard.bytes(`plugin/images/individualImage?${images[1]!.query}`);
        expect(Buffer.from(png).equals(readFileSync(join(run, 'samples', file)))).toBe(true);
      }
    });

    it('shows runs that differ in their seed as one group, with hyper-parameters, end and best value', async () => {
      const groups = await tensorboard.json<{
        sessionGroups: { hparams: object; sessions: object[]; metricValues: { name: { tag: string } }[] }[];
      }>(
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
      const [group] = groups.sessionGroups;
      expect(group!.hparams).toMatchObject({
        'data.batchSize': 8,
        'latent.size': 8,
        'loss.type': 'non-saturating',
        'balance.type': 'constant',
        'optimizers.generator.learningRate': 1e-4,
        'optimizers.discriminator.learningRate': 2e-4,
      });
      expect(group!.sessions).toHaveLength(2);
      expect(group!.sessions).toMatchObject([{ status: 'STATUS_SUCCESS' }, { status: 'STATUS_SUCCESS' }]);
      const metrics = group!.metricValues.map(({ name }) => name.tag);
      expect(metrics).toEqual(expect.arrayContaining(['best/classifier-agreement', 'loss/generator']));
    });

    it('opens Custom Scalars on the game and the quality, and every chart of them has its curves', async () => {
      const layout = await tensorboard.json<{
        category: {
          title: string;
          closed: boolean;
          chart: { title: string; multiline: { tag: string[] } }[];
        }[];
      }>('plugin/custom_scalars/layout');
      expect(layout.category.map(({ title, closed }) => [title, closed])).toEqual([
        ['The game', false],
        ['Quality', false],
        ['Machinery', true],
      ]);
      const [game, quality] = layout.category;
      const found: string[] = [];
      for (const tag of [...game!.chart, ...quality!.chart].flatMap(({ multiline }) => multiline.tag)) {
        const answer = await tensorboard.json<{ regex_valid: boolean; tag_to_events: object }>(
          'plugin/custom_scalars/scalars',
          { run: runs.name, tag },
        );
        expect(answer.regex_valid).toBe(true);
        found.push(...Object.keys(answer.tag_to_events));
      }
      expect(found.sort()).toEqual([
        'advice/norm',
        'balance/discriminator-steps',
        'balance/generator-steps',
        'best/classifier-agreement',
        'classifier-agreement',
        'loss/discriminator',
        'loss/generator',
        'opinion/accuracy',
        'opinion/generated',
        'opinion/real',
      ]);
    });

    it('draws both networks from the models that trained', async () => {
      const info =
        await tensorboard.json<Record<string, { run_graph: boolean; tags: object }>>('plugin/graphs/info');
      expect(info[runs.name]).toMatchObject({
        // What the page opens with.
        run_graph: true,
        tags: {
          'graph/generator': { conceptual_graph: true },
          'graph/discriminator': { conceptual_graph: true },
        },
      });
      const nodesOf = async (query: Record<string, string>) => {
        const graph = await tensorboard.text('plugin/graphs/graph', { run: runs.name, ...query });
        const nodes = graph.split(/^node \{/m).slice(1);
        return nodes.map((node) => ({
          name: /name: "(.*?)"/.exec(node)![1]!,
          fed: /^ *input: /m.test(node),
        }));
      };
      const whole = await nodesOf({ conceptual: 'false' });
      // The generator feeds the discriminator.
      expect(whole).toContainEqual({ name: 'discriminator/examples', fed: true });
      for (const [role, ends] of [
        ['generator', ['latents', 'labels']],
        ['discriminator', ['examples', 'labels']],
      ] as const) {
        const nodes = await nodesOf({ tag: `graph/${role}`, conceptual: 'true' });
        // Everything but the two inputs is fed by something.
        expect(nodes.filter(({ fed }) => !fed).map(({ name }) => name)).toEqual(
          expect.arrayContaining(ends.map((end) => `${role}/${end}`)),
        );
        expect(nodes.filter(({ fed }) => fed)).toHaveLength(nodes.length - 2);
        const namesOf = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();
        expect(namesOf(whole.filter(({ name }) => name.startsWith(`${role}/`)))).toEqual(namesOf(nodes));
      }
    });

    it('shows histograms of weights and gradients, and how the discriminator tells real from generated', async () => {
      const { name } = runs;
      const tags = await tensorboard.json<Record<string, object>>('plugin/histograms/tags');
      const weights = Object.keys(tags[name]!);
      expect(weights.some((tag) => /^weights\/generator\/.*\/kernel$/.test(tag))).toBe(true);
      expect(weights.some((tag) => /^weights\/discriminator\/.*\/kernel$/.test(tag))).toBe(true);
      for (const tag of weights.filter((each) => each.startsWith('gradients/')))
        expect(weights).toContain(tag.replace('gradients/', 'weights/'));
      expect(weights.filter((tag) => tag.startsWith('gradients/')).length).toBeGreaterThan(8);
      const histograms = await tensorboard.json<[number, number, [number, number, number][]][]>(
        'plugin/histograms/histograms',
        { run: name, tag: weights[0]! },
      );
      expect(histograms.map(([, step]) => step)).toEqual([5, 10]);

      for (const tag of ['discriminator/train', 'discriminator/held-out']) {
        const curves = await tensorboard.json<
          Record<string, { step: number; true_positives: number[]; false_positives: number[] }[]>
        >('plugin/pr_curves/pr_curves', { run: name, tag });
        expect(curves[name]!.map(({ step }) => step)).toEqual([5, 10]);
        // At threshold 0 all 40 real and all 40 generated examples are called real.
        expect(curves[name]![0]!.true_positives[0]).toBe(40);
        expect(curves[name]![0]!.false_positives[0]).toBe(40);
      }
    });

    it('shows the projector features of samples and of real examples, with their pictures', async () => {
      const { name } = runs;
      const tensor = 'features of lenet-mnist';
      const info = await tensorboard.json<{ embeddings: { tensorName: string; tensorShape: number[] }[] }>(
        'plugin/projector/info',
        { run: name },
      );
      expect(info).toMatchObject({
        embeddings: [{ tensorName: tensor, sprite: { singleImageDim: [28, 28] } }],
      });
      const [points, size] = info.embeddings[0]!.tensorShape as [number, number];
      expect(points).toBe(60);
      const bytes = await tensorboard.bytes('plugin/projector/tensor', { run: name, name: tensor });
      expect(bytes).toHaveLength(4 * points * size);
      const metadata = await tensorboard.text('plugin/projector/metadata', { run: name, name: tensor });
      expect(metadata).toMatch(/^from\tclass\ngenerated\t/);
      expect(metadata.split('\n').filter((line) => line.startsWith('real\t'))).toHaveLength(30);
    });

    it('tells the spec, the balance and the verdict in words', async () => {
      const read = async (tag: string) =>
        (await tensorboard.json<{ text: string }[]>('plugin/text/text', { run: runs.name, tag }))
          .map(({ text }) => text)
          .join('\n');
      expect(await read('spec')).toContain('classifier-agreement');
      expect(await read('balance')).toContain('1 : 1');
      expect(await read('verdict')).toContain('budget');
    });
  });
});
