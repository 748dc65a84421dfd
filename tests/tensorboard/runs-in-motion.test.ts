import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { EventWriter, listEventFiles, readEvents, scalarOf } from 'tensorboard-writer-ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findTensorBoard, LOADERS, RealTensorBoard } from './real-tensorboard.js';

const found = findTensorBoard();
const why = found.missing === undefined ? `TensorBoard ${found.version}` : `skipped: ${found.missing}`;

type Points = [step: number, value: number | string][];
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

describe.skipIf(found.missing !== undefined).each(LOADERS)(`runs in motion (${why}, %s loader)`, (loader) => {
  let root: string;
  let tensorboard: RealTensorBoard;
  const shown = (run: string, tag: string, expected: Points): Promise<Points> =>
    tensorboard.until(
      () => tensorboard.scalars(run, tag),
      (points) => same(points, expected),
    );

  beforeAll(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'tensorboard-'));
    tensorboard = await RealTensorBoard.start({ program: found.program, logDir: root, loader });
  });
  afterAll(async () => {
    await tensorboard?.stop();
    fs.rmSync(root, { recursive: true, force: true });
  });

  it('shows a run while it grows, over the end of one file and into the next', async () => {
    const writer = EventWriter.create({ logDir: path.join(root, 'live'), flushBytes: 0, maxFileBytes: 1000 });
    for (const step of range(0, 5)) writer.scalar('a', step * 2, step);
    await shown(
      'live',
      'a',
      range(0, 5).map((step) => [step, step * 2]),
    );
    for (const step of range(5, 60)) writer.scalar('a', step * 2, step);
    expect(writer.files().length).toBeGreaterThan(2);
    await shown(
      'live',
      'a',
      range(0, 60).map((step) => [step, step * 2]),
    );
    writer.close();
  });

  it('shows what two writers put into one folder, one after the other, as one run', async () => {
    const logDir = path.join(root, 'again');
    for (const part of [range(0, 5), range(5, 9)]) {
      const writer = EventWriter.create({ logDir });
      for (const step of part) writer.scalar('a', step, step);
      writer.close();
    }
    await shown(
      'again',
      'a',
      range(0, 9).map((step) => [step, step]),
    );
  });

  it('shows a resumed run as one that was never stopped, to one that looked on as well', async () => {
    const logDir = path.join(root, 'resumed');
    const first = EventWriter.create({ logDir });
    for (const step of range(0, 10)) first.scalar('dense', step, step);
    first.scalar('sparse', 1, 0);
    first.scalar('sparse', 2, 9);
    const checkpoint = first.files();
    for (const step of range(10, 15)) first.scalar('dense', -1, step);
    first.scalar('sparse', -1, 12);
    first.flush();
    // TensorBoard has read what is about to be taken back.
    await shown('resumed', 'sparse', [
      [0, 1],
      [9, 2],
      [12, -1],
    ]);

    const second = EventWriter.resume({ logDir, truncate: checkpoint, step: 9 });
    for (const step of range(10, 20)) second.scalar('dense', step, step);
    second.flush();
    await shown(
      'resumed',
      'dense',
      range(0, 20).map((step) => [step, step]),
    );
    second.scalar('sparse', 3, 11);
    second.close();
    await shown('resumed', 'sparse', [
      [0, 1],
      [9, 2],
      [11, 3],
    ]);
    first.close();
  });

  it('shows all that a killed writer had written, and what came after its resume', async () => {
    const logDir = path.join(root, 'killed');
    const child = spawn(process.execPath, ['--input-type=module', '-e', WRITE_FOREVER, logDir], {
      stdio: 'pipe',
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    const [file] = listEventFiles(logDir);
    const survivors = [...readEvents(file!, { tornTail: 'stop' })].flatMap(({ values, step }) =>
      values.map((value): [number, number] => [step, scalarOf(value)!]),
    );
    expect(survivors.length).toBeGreaterThanOrEqual(100);
    expect(survivors).toEqual(range(0, survivors.length).map((step) => [step, step]));

    // A record torn in the middle, as by a power cut, is the worst that can follow.
    const { size } = fs.statSync(file!);
    fs.appendFileSync(file!, Buffer.from(fs.readFileSync(file!).subarray(0, 20)));
    await tensorboard.until(
      () => tensorboard.scalars('killed', 'a'),
      (points) => points.length > 0 && points.at(-1)![0] === survivors.length - 1,
    );
    const writer = EventWriter.resume({
      logDir,
      truncate: [{ file: path.basename(file!), bytes: size }],
      step: survivors.length - 1,
    });
    writer.scalar('a', 0.5, survivors.length);
    writer.close();
    await tensorboard.until(
      () => tensorboard.scalars('killed', 'a'),
      (points) => same(points.at(-1), [survivors.length, 0.5]),
    );
  });
});

/** Tells its parent once 100 values are in the file, and goes on until it is killed. */
const WRITE_FOREVER = `
import { EventWriter } from 'tensorboard-writer-ts';
const writer = EventWriter.create({ logDir: process.argv.at(-1), flushBytes: 300 });
let step = 0;
setInterval(() => {
  for (let i = 0; i < 20; i++) writer.scalar('a', step, step++);
  if (step === 120) process.stdout.write('ready');
}, 1);
`;
