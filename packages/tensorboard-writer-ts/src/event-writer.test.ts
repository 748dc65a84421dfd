import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Event, EventFileError, EventWriter, listEventFiles, readEvents, scalarOf } from './index.js';

let logDir: string;
beforeEach(() => {
  logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tbw-'));
});
afterEach(() => {
  vi.useRealTimers();
  fs.rmSync(logDir, { recursive: true, force: true });
});

const clock = (): number => 1700000000.5;
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==',
  'base64',
);

const events = (): Event[] => listEventFiles(logDir).flatMap((file) => [...readEvents(file)]);
const points = (): [string, number, number][] =>
  events().flatMap((event) =>
    event.values.flatMap((value): [string, number, number][] => {
      const number = scalarOf(value);
      return number === undefined ? [] : [[value.tag, event.step, number]];
    }),
  );
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof EventFileError) return error.code;
    throw error;
  }
  return 'nothing thrown';
};

describe('EventWriter', () => {
  it('begins a file with its version, its writer and a session start', () => {
    EventWriter.create({ logDir, clock }).close();
    expect(events()).toMatchObject([
      {
        offset: 0,
        wallTime: 1700000000.5,
        fileVersion: 'brain.Event:2',
        sourceWriter: 'tensorboard-writer-ts',
      },
      { sessionLog: 'start', step: 0 },
    ]);
    expect(fs.readdirSync(logDir)[0]).toMatch(/^events\.out\.tfevents\.1700000000\.[\w-]+\.\d+\.\d+$/);
  });

  it('reads back scalars as written, with metadata on the first value of a tag only', () => {
    const writer = EventWriter.create({ logDir, clock });
    writer.scalar('loss', 0.5, 0, { displayName: 'Loss', description: 'of *D*' });
    writer.scalar('loss', -2.25, 2 ** 40 + 1, { wallTime: 12.5 });
    writer.scalar('ünï/✓', NaN, 3);
    writer.scalar('ünï/✓', -Infinity, 4);
    writer.close();
    expect(points()).toEqual([
      ['loss', 0, 0.5],
      ['loss', 2 ** 40 + 1, -2.25],
      ['ünï/✓', 3, NaN],
      ['ünï/✓', 4, -Infinity],
    ]);
    const written = events().slice(2);
    expect(written.map((event) => event.wallTime)).toEqual([1700000000.5, 12.5, 1700000000.5, 1700000000.5]);
    expect(written.map((event) => event.values[0]?.metadata?.plugin)).toEqual([
      'scalars',
      undefined,
      'scalars',
      undefined,
    ]);
    expect(written[0]?.values[0]?.metadata).toMatchObject({ displayName: 'Loss', description: 'of *D*' });
  });

  it('stores images with their size as text before them', () => {
    const writer = EventWriter.create({ logDir });
    writer.image('grid', PNG, {}, 1);
    writer.image('grid', [PNG, PNG], { width: 1, height: 1 }, 2);
    writer.close();
    const tensors = events()
      .slice(2)
      .map((event) => event.values[0]!.tensor!);
    expect(tensors.map((tensor) => tensor.shape)).toEqual([[3], [4]]);
    expect((tensors[0]!.data as Uint8Array[]).map((item) => Buffer.from(item))).toEqual([
      Buffer.from('1'),
      Buffer.from('1'),
      PNG,
    ]);
  });

  it('stores Markdown as a single string and tables by rows', () => {
    const writer = EventWriter.create({ logDir });
    writer.text('notes', '# Title', 1);
    writer.text('notes', '', 2);
    writer.table('list', ['a', 'b'], 1);
    writer.table(
      'grid',
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
      1,
    );
    writer.close();
    const found = events()
      .slice(2)
      .map((event) => event.values[0]!.tensor!);
    expect(found.map(({ shape }) => shape)).toEqual([[], [], [2], [3, 2]]);
    expect(
      found.map(({ data }) => [...(data as Uint8Array[])].map((item) => Buffer.from(item).toString()).join()),
    ).toEqual(['# Title', '', 'a,b', 'a,b,c,d,e,f']);
  });

  it.each([
    ['an empty tag', (w: EventWriter) => w.scalar('', 1, 0), 'TBW_TAG_INVALID'],
    ['a tag with a line break', (w: EventWriter) => w.scalar('a\nb', 1, 0), 'TBW_TAG_INVALID'],
    ['a tag with half a character', (w: EventWriter) => w.scalar('a\ud800', 1, 0), 'TBW_TAG_INVALID'],
    ['a fraction of a step', (w: EventWriter) => w.scalar('ok', 1, 0.5), 'TBW_STEP_INVALID'],
    ['a negative step', (w: EventWriter) => w.scalar('ok', 1, -1), 'TBW_STEP_INVALID'],
    ['a step beyond 2^53', (w: EventWriter) => w.scalar('ok', 1, 2 ** 53), 'TBW_STEP_INVALID'],
    ['a string as a scalar', (w: EventWriter) => w.scalar('ok', '1' as never, 0), 'TBW_VALUE_INVALID'],
    ['a NaN wall time', (w: EventWriter) => w.scalar('ok', 1, 0, { wallTime: NaN }), 'TBW_TIME_INVALID'],
    ['another kind under a known tag', (w: EventWriter) => w.text('ok', 'x', 0), 'TBW_TAG_KIND'],
    [
      'bytes that are no image',
      (w: EventWriter) => w.image('i', Buffer.from('x'), {}, 0),
      'TBW_IMAGE_INVALID',
    ],
    [
      "a size that is not the PNG's",
      (w: EventWriter) => w.image('i', PNG, { width: 2, height: 1 }, 0),
      'TBW_IMAGE_INVALID',
    ],
    ['no images', (w: EventWriter) => w.image('i', [], {}, 0), 'TBW_VALUE_INVALID'],
    ['a ragged table', (w: EventWriter) => w.table('t', [['a', 'b'], ['c']], 0), 'TBW_VALUE_INVALID'],
    ['an empty table', (w: EventWriter) => w.table('t', [], 0), 'TBW_VALUE_INVALID'],
  ])('refuses %s and stays usable', (_, act, code) => {
    const writer = EventWriter.create({ logDir });
    writer.scalar('ok', 1, 0);
    expect(codeOf(() => act(writer))).toBe(code);
    writer.scalar('ok', 2, 1);
    writer.close();
    expect(points()).toEqual([
      ['ok', 0, 1],
      ['ok', 1, 2],
    ]);
    expect(events()).toHaveLength(4);
  });

  it('refuses to write after it was closed, and closes twice', () => {
    const writer = EventWriter.create({ logDir });
    writer.close();
    writer.close();
    expect(codeOf(() => writer.scalar('a', 1, 0))).toBe('TBW_CLOSED');
    expect(codeOf(() => writer.flush())).toBe('TBW_CLOSED');
  });

  it('refuses a clock that says NaN before a file is made', () => {
    expect(codeOf(() => EventWriter.create({ logDir, clock: () => NaN }))).toBe('TBW_TIME_INVALID');
    expect(fs.readdirSync(logDir)).toEqual([]);
  });

  it('says which folder could not be written to', () => {
    fs.writeFileSync(path.join(logDir, 'file'), '');
    expect(codeOf(() => EventWriter.create({ logDir: path.join(logDir, 'file') }))).toBe('TBW_IO');
  });

  it('keeps records in memory until flushBytes have gathered', () => {
    const writer = EventWriter.create({ logDir, flushBytes: 10_000, flushSeconds: Infinity });
    const size = (): number => fs.statSync(listEventFiles(logDir)[0]!).size;
    const start = size();
    writer.scalar('a', 1, 0);
    expect(size()).toBe(start);
    for (let step = 1; step < 400; step++) writer.scalar('a', 1, step);
    expect(size()).toBeGreaterThan(10_000);
    writer.close();
    expect(points()).toHaveLength(400);
  });

  it('writes each record at once when flushBytes is 0', () => {
    const writer = EventWriter.create({ logDir, flushBytes: 0 });
    writer.scalar('a', 1, 0);
    expect(points()).toEqual([['a', 0, 1]]);
    writer.close();
  });

  it('writes what waits after flushSeconds', () => {
    vi.useFakeTimers();
    const writer = EventWriter.create({ logDir, flushSeconds: 3 });
    writer.scalar('a', 1, 0);
    vi.advanceTimersByTime(2999);
    expect(points()).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(points()).toEqual([['a', 0, 1]]);
    writer.close();
  });

  it('goes on in a new file, that stands on its own, when one is full', () => {
    const writer = EventWriter.create({ logDir, clock, maxFileBytes: 2000 });
    for (let step = 0; step < 100; step++) writer.scalar('a', step, step);
    const files = writer.files();
    writer.close();
    expect(files.length).toBeGreaterThan(2);
    expect(files.map(({ file }) => file)).toEqual(listEventFiles(logDir).map((file) => path.basename(file)));
    for (const { file, bytes } of files) {
      expect(fs.statSync(path.join(logDir, file)).size).toBe(bytes);
      const records = [...readEvents(path.join(logDir, file))];
      expect(records[0]?.fileVersion).toBe('brain.Event:2');
      expect(records.find((event) => event.values.length > 0)?.values[0]?.metadata?.plugin).toBe('scalars');
    }
    expect(points().map(([, step]) => step)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(events().filter((event) => event.sessionLog === 'start')).toHaveLength(1);
  });

  it('gives files names that sort in the order in which they were opened, whatever the clock says', () => {
    let now = 1700000000;
    for (let i = 0; i < 12; i++) {
      const writer = EventWriter.create({ logDir, clock: () => now-- });
      writer.scalar('a', i, i);
      writer.close();
    }
    expect(points().map(([, step]) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i));
  });
});

describe('EventWriter.resume', () => {
  it('takes a run back to a checkpoint, however often it was killed since', () => {
    const first = EventWriter.create({ logDir });
    for (let step = 0; step < 10; step++) first.scalar('a', step, step);
    const checkpoint = first.files();
    for (let step = 10; step < 15; step++) first.scalar('a', -1, step);
    first.flush(); // and killed
    const second = EventWriter.resume({ logDir, truncate: checkpoint, step: 9 });
    second.scalar('a', -2, 10);
    second.flush(); // and killed before the next checkpoint
    const third = EventWriter.resume({ logDir, truncate: checkpoint, step: 9 });
    for (let step = 10; step < 20; step++) third.scalar('a', step, step);
    const files = third.files();
    third.close();
    first.close();
    expect(files).toHaveLength(2);
    expect(points()).toEqual(Array.from({ length: 20 }, (_, i) => ['a', i, i]));
    expect(
      events()
        .filter((event) => event.sessionLog === 'start')
        .map((event) => event.step),
    ).toEqual([0, 10]);
  });

  it('leaves files of others, of other suffixes and in subfolders alone', () => {
    const others = [
      'events.out.tfevents.1.host',
      'events.out.tfevents.1.host.1.1.v2',
      'events.out.tfevents.1.h.1.1.eval',
    ];
    for (const name of others) fs.writeFileSync(path.join(logDir, name), '');
    fs.mkdirSync(path.join(logDir, 'sub'));
    fs.writeFileSync(path.join(logDir, 'sub', 'events.out.tfevents.1.host.1.1'), '');
    fs.writeFileSync(path.join(logDir, 'events.out.tfevents.1.host.1.1'), '');
    EventWriter.resume({ logDir, truncate: [] }).close();
    const left = listEventFiles(logDir).map((file) => path.basename(file));
    expect(left).toEqual(expect.arrayContaining(others));
    expect(left).not.toContain('events.out.tfevents.1.host.1.1');
    expect(left).toHaveLength(4);
    expect(fs.readdirSync(path.join(logDir, 'sub'))).toHaveLength(1);
  });

  it.each([
    ['a missing file', 'gone', 10, 'TBW_TRUNCATE_MISSING'],
    ['a file shorter than stored', undefined, 10_000, 'TBW_TRUNCATE_SHORT'],
    ['a path out of the folder', '../x', 10, 'TBW_OPTION_INVALID'],
    ['an absolute path', '/x', 10, 'TBW_OPTION_INVALID'],
    ['half a byte', undefined, 10.5, 'TBW_OPTION_INVALID'],
  ])('refuses %s and changes nothing', (_, file, bytes, code) => {
    const writer = EventWriter.create({ logDir });
    for (let step = 0; step < 10; step++) writer.scalar('a', step, step);
    const [stored] = writer.files();
    writer.close();
    const truncate = [
      { file: stored!.file, bytes: 50 },
      { file: file ?? stored!.file, bytes },
    ];
    expect(codeOf(() => EventWriter.resume({ logDir, truncate }))).toBe(code);
    expect(points()).toHaveLength(10);
    expect(fs.readdirSync(logDir)).toHaveLength(1);
  });
});
