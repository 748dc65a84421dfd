import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { listRuns } from '@ganx/core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { HeldRun, writeHoldPlugin } from './held-run.js';
import { findTensorBoard, LOADERS, type Loader, RealTensorBoard } from './real-tensorboard.js';
import { shownEmbeddings, shownPages } from './shown-pages.js';

const found = findTensorBoard();
const why = found.missing === undefined ? `TensorBoard ${found.version}` : `skipped: ${found.missing}`;
/** Seconds until TensorBoard must show what is on disk, however busy the machine is. */
const patience = 120;

/** Logs something to every page at iterations that are no checkpoint's, so that a kill at 11 leaves points of each page that are void. */
const spec = `name: killed
seed: 5
plugins: [./hold.mjs]
data: { type: mnist, batchSize: 8 }
latent: { type: normal, size: 4 }
conditioning: labels
generator: { layers: [{ type: dense, units: 784 }, tanh, { type: reshape, shape: [28, 28, 1] }] }
discriminator: { layers: [flatten, { type: dense, units: 8 }, relu, { type: dense, units: 1 }] }
optimizers:
  generator: { type: adam, learningRate: 1e-3 }
  discriminator: { type: adam, learningRate: 1e-3 }
metrics: [{ type: classifier-agreement, features: lenet-mnist, samples: 20, every: 5 }]
callbacks:
  - { type: sample-grid, every: 5 }
  - { type: advice-maps, every: 5 }
  - graph
  - { type: gradient-histograms, every: 5 }
  - { type: weight-histograms, every: 5 }
  - { type: pr-curve, every: 5, samples: 20 }
  - { type: projector, every: 5, samples: 9, features: lenet-mnist }
  - { type: progress, every: 5 }
  - tests/hold
logging: [{ type: tensorboard, every: 1 }, { type: jsonl, every: 1 }]
checkpoint: { every: 8, keepLast: 2, keepBest: { monitor: classifier-agreement, ties: earlier } }
stop: { type: iterations, max: 15 }
`;

describe.skipIf(found.missing !== undefined)(
  `a run that is killed and resumed under TensorBoard (${why})`,
  () => {
    let folder: string;
    let close = (): void => {};
    let whole: string;
    let held: HeldRun;
    const boards = new Map<Loader, RealTensorBoard>();

    const runs = (): string[] =>
      listRuns(join(folder, 'runs'))
        .map((run) => basename(run.folder))
        .sort();
    /** What both loaders show of the run, once it is as wished. */
    const until = async (
      run: string,
      wished: (points: readonly [step: number, value: unknown][]) => boolean,
      tag = 'loss/generator',
    ): Promise<void> => {
      for (const board of boards.values()) await board.until(() => board.scalars(run, tag), wished, patience);
    };
    const last = (step: number) => (points: readonly [number, unknown][]) => points.at(-1)?.[0] === step;
    const metrics = (run: string): { readonly iteration: number; readonly [tag: string]: unknown }[] =>
      readFileSync(join(folder, 'runs/killed', run, 'metrics.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

    const sessions = (run: string): { readonly startedAt: string; readonly resumedAt: number | null }[] =>
      JSON.parse(readFileSync(join(folder, 'runs/killed', run, 'sessions.json'), 'utf8'));

    beforeAll(async () => {
      folder = temporaryFolder((end) => {
        close = end;
      });
      writeSpec(folder, spec);
      writeHoldPlugin(folder);
      mkdirSync(join(folder, 'runs/killed'), { recursive: true });
      for (const loader of LOADERS)
        boards.set(
          loader,
          await RealTensorBoard.start({
            program: found.program,
            logDir: join(folder, 'runs/killed'),
            loader,
            args: ['--samples_per_plugin=images=100'],
          }),
        );
      const { code, json, stderr } = await ganx(['run', 'spec.yaml', '--json'], { cwd: folder });
      if (code !== 0) throw new Error(`ganx run ended with ${code}: ${stderr}`);
      whole = basename(json.folder);
      held = new HeldRun(folder, ['run', 'spec.yaml'], 11);
    }, 300_000);
    afterAll(async () => {
      held?.letGo();
      await held?.killHard().catch(() => {});
      for (const board of boards.values()) await board.stop();
      close();
    });

    // One after the other: each test finds the run where the one before left it.
    let killed: string;

    it('is shown live while it trains', { timeout: 300_000 }, async () => {
      await until(whole, last(15));
      await until(whole, last(15), 'weight-norm/generator');
      for (const board of boards.values()) {
        // The folder of the second run is there once it has begun.
        await board.until(
          async () => runs().length,
          (count) => count === 2,
          patience,
        );
      }
      killed = runs().find((run) => run !== whole)!;
      await until(killed, last(11));
      for (const board of boards.values()) {
        const shown = await shownPages(board, killed);
        // What TensorBoard calls a session that has begun and not ended.
        expect(shown.hparams).toMatchObject({ status: 'STATUS_UNKNOWN' });
        for (const page of ['images', 'histograms', 'prCurves', 'text', 'graphs'])
          expect(Object.keys(shown[page]!), page).not.toEqual([]);
      }
    });

    it('stays as it was when it is killed', { timeout: 300_000 }, async () => {
      await held.killHard();
      for (const board of boards.values()) {
        const { scalars, text } = await shownPages(board, killed);
        const steps = (scalars!['loss/generator'] as [number, number][]).map(([step]) => step);
        expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        expect(text).not.toHaveProperty('verdict');
      }
    });

    it('is shown live again while it goes on', { timeout: 300_000 }, async () => {
      held = new HeldRun(folder, ['resume', killed], 13);
      await until(killed, last(13));
      for (const board of boards.values()) {
        const points = await board.scalars(killed, 'loss/generator');
        expect(points.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
      }
      held.letGo();
      const { code, stderr } = await held.ended;
      expect(code, stderr).toBe(0);
    });

    it('shows on every page what a run shows that was never stopped', { timeout: 300_000 }, async () => {
      await until(killed, last(15));
      await until(killed, last(15), 'weight-norm/generator');
      expect(metrics(killed)).toEqual(metrics(whole));
      for (const [loader, board] of boards) {
        const [resumed, never] = await board.until(
          async () => [await shownPages(board, killed), await shownPages(board, whole)] as const,
          ([resumed]) => resumed.hparams!.status === 'STATUS_SUCCESS',
          patience,
        );
        for (const page of Object.keys(never))
          expect(resumed[page], `${page}, ${loader} loader`).toEqual(never[page]);
        expect(await shownEmbeddings(board, killed)).toEqual(await shownEmbeddings(board, whole));
        // Steps 9 to 11 were there before; they were made again.
        const { startedAt, resumedAt } = sessions(killed).at(-1)!;
        expect(resumedAt).toBe(8);
        const made = await board.json<[wallTime: number, step: number, value: number][]>(
          'plugin/scalars/scalars',
          { run: killed, tag: 'loss/generator' },
        );
        for (const [wallTime, step] of made)
          expect(wallTime * 1000 > Date.parse(startedAt), `${step}, ${loader} loader`).toBe(step > 8);
        const written = metrics(whole).filter((line) => 'loss/generator' in line);
        expect(resumed.scalars!['loss/generator']).toEqual(
          written.map((line) => [line.iteration, Math.fround(line['loss/generator'] as number)]),
        );
      }
    });
  },
);
