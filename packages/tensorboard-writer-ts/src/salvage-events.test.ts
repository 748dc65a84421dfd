import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scalarOf } from './event.js';
import { listEventFiles } from './event-file.js';
import { EventWriter } from './event-writer.js';
import { readEvents } from './read-events.js';
import { RecordBuffer } from './record-buffer.js';
import { salvageEvents } from './salvage-events.js';

describe('salvageEvents', () => {
  let root: string;
  let from: string;
  let to: string;
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'salvage-'));
    [from, to] = [path.join(root, 'from'), path.join(root, 'to')];
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  const eventsOf = (folder: string) => listEventFiles(folder).flatMap((file) => [...readEvents(file)]);
  const valuesOf = (folder: string) =>
    eventsOf(folder).flatMap(({ step, wallTime, values }) =>
      values.map((value) => ({ step, wallTime, ...value })),
    );
  const curveOf = (folder: string, tag: string) =>
    valuesOf(folder)
      .filter((value) => value.tag === tag)
      .map((value) => [value.step, scalarOf(value)]);

  /** A file of records as another program may write them. */
  function writeFile(name: string, records: readonly ((out: RecordBuffer) => void)[]): string {
    const buffer = new RecordBuffer();
    for (const encode of records) buffer.record(encode);
    fs.mkdirSync(from, { recursive: true });
    const file = path.join(from, name);
    fs.writeFileSync(file, buffer.bytes.subarray(0, buffer.length));
    return file;
  }
  const scalar =
    (step: number, values: Record<string, number>, metadata = true) =>
    (out: RecordBuffer) => {
      out.double(1, 1000 + step);
      out.uint(2, step);
      out.message(5, () => {
        for (const [tag, value] of Object.entries(values)) {
          out.message(1, () => {
            out.string(1, tag);
            out.varint((2 << 3) | 5);
            out.rawFloat(value);
            if (metadata) out.message(9, () => out.message(1, () => out.string(1, 'scalars')));
          });
        }
      });
    };
  const start = (step: number) => (out: RecordBuffer) => {
    out.double(1, 1000);
    out.uint(2, step);
    out.message(7, () => out.uint(1, 1));
  };

  it('copies all of a whole run, with its times, metadata and graph, and leaves it as it is', () => {
    const writer = EventWriter.create({ logDir: from, maxFileBytes: 800 });
    for (let step = 0; step < 30; step++)
      writer.scalar('a', step, step, { description: 'first', wallTime: step + 0.5 });
    writer.text('note', '**bold**', 3);
    writer.histogram('h', [1, 2, 3], 4);
    writer.modelGraph({
      net: { config: { name: 'net', layers: [{ class_name: 'Dense', config: { name: 'a' } }] } },
    });
    writer.close();
    const before = listEventFiles(from).map((file) => fs.readFileSync(file));
    expect(before.length).toBeGreaterThan(2);

    expect(salvageEvents({ from, to })).toEqual({ files: before.length, values: 32, leftOut: 0, damage: [] });
    expect(listEventFiles(to)).toHaveLength(1);
    expect(listEventFiles(from).map((file) => fs.readFileSync(file))).toEqual(before);
    const strip = (folder: string) => valuesOf(folder).map(({ metadata, ...value }) => value);
    expect(strip(to)).toEqual(strip(from));
    expect(valuesOf(to)[0]!.metadata).toMatchObject({ plugin: 'scalars', description: 'first' });
    const graphs = (folder: string) => eventsOf(folder).flatMap(({ graphDef }) => graphDef ?? []);
    expect(graphs(to)).toEqual(graphs(from));
    expect(graphs(to)).toHaveLength(1);
  });

  it('copies a damaged file up to its damage, tells where that is, and goes on with the next file', () => {
    const writer = EventWriter.create({ logDir: from });
    for (let step = 0; step < 10; step++) writer.scalar('a', step, step);
    writer.close();
    const [file] = listEventFiles(from);
    const seventh = [...readEvents(file!)].filter(({ values }) => values.length > 0)[6]!;
    const bytes = fs.readFileSync(file!);
    bytes[seventh.end - 5]! ^= 1;
    fs.writeFileSync(file!, bytes);
    const second = EventWriter.create({ logDir: from });
    for (let step = 10; step < 12; step++) second.scalar('a', step, step);
    second.close();

    const { damage, values } = salvageEvents({ from, to });
    expect(damage).toMatchObject([{ code: 'TBW_READ_DATA_CHECKSUM', place: file, offset: seventh.offset }]);
    expect(values).toBe(8);
    expect(curveOf(to, 'a').map(([step]) => step)).toEqual([0, 1, 2, 3, 4, 5, 10, 11]);
  });

  it('leaves out what a later file has again, tag by tag, and keeps repeats within a file', () => {
    writeFile('events.out.tfevents.0000000001.a', [
      scalar(0, { dense: 0, sparse: 10 }),
      scalar(1, { dense: 1 }),
      scalar(1, { dense: 1.5 }),
      scalar(2, { dense: -2 }),
      scalar(3, { dense: -3, sparse: -30, gone: 1 }),
    ]);
    writeFile('events.out.tfevents.0000000002.a', [scalar(2, { dense: 2 }), scalar(4, { sparse: 40 })]);
    expect(salvageEvents({ from, to })).toMatchObject({ values: 8, leftOut: 2 });
    expect(curveOf(to, 'dense')).toEqual([
      [0, 0],
      [1, 1],
      [1, 1.5],
      [2, 2],
    ]);
    expect(curveOf(to, 'sparse')).toEqual([
      [0, 10],
      [3, -30],
      [4, 40],
    ]);
  });

  it('leaves out what a START after it makes void, of all tags; one at step 0 makes nothing void', () => {
    writeFile('events.out.tfevents.0000000001.a', [
      start(0),
      scalar(1, { a: 1 }),
      scalar(5, { a: -5, b: -5 }),
    ]);
    writeFile('events.out.tfevents.0000000002.a', [start(4), scalar(4, { a: 4 })]);
    writeFile('events.out.tfevents.0000000003.a', [start(0), scalar(6, { a: 6 })]);
    salvageEvents({ from, to });
    expect(curveOf(to, 'a')).toEqual([
      [1, 1],
      [4, 4],
      [6, 6],
    ]);
    expect(curveOf(to, 'b')).toEqual([]);
  });

  it('leaves out what comes after the last step that is wanted', () => {
    writeFile(
      'events.out.tfevents.0000000001.a',
      [0, 1, 2, 3].map((step) => scalar(step, { a: step })),
    );
    expect(salvageEvents({ from, to, lastStep: 1 })).toMatchObject({ values: 2, leftOut: 2 });
  });

  it("gives a tag's metadata to the value that has become its first, and a finite time to one without", () => {
    writeFile('events.out.tfevents.0000000001.a', [
      scalar(9, { a: -9 }),
      scalar(3, { a: 3 }, false),
      (out) => {
        out.double(1, NaN);
        out.message(5, () => out.message(1, () => out.string(1, 'timeless')));
      },
    ]);
    writeFile('events.out.tfevents.0000000002.a', [scalar(8, { a: 8 })]);
    salvageEvents({ from, to });
    const [first, timeless] = valuesOf(to);
    expect(first).toMatchObject({ step: 3, metadata: { plugin: 'scalars' } });
    expect(timeless).toMatchObject({ tag: 'timeless', wallTime: 1003 });
  });

  it('reports a run without any event, and a folder that is not there', () => {
    fs.mkdirSync(from);
    expect(salvageEvents({ from, to })).toEqual({ files: 0, values: 0, leftOut: 0, damage: [] });
    expect(fs.existsSync(to)).toBe(false);
    expect(() => salvageEvents({ from: path.join(root, 'none'), to })).toThrow(
      expect.objectContaining({ code: 'TBW_IO' }),
    );
  });

  it('makes readable files of 1000 mutated ones', () => {
    const writer = EventWriter.create({ logDir: from });
    for (let step = 0; step < 5; step++) writer.scalar('a', step, step);
    writer.text('t', 'x', 2);
    writer.close();
    const [file] = listEventFiles(from);
    const whole = fs.readFileSync(file!);
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let i = 0; i < 1000; i++) {
      const bytes = Buffer.from(whole.subarray(0, random(2) ? whole.length : random(whole.length)));
      for (let n = random(4); n > 0 && bytes.length > 0; n--) bytes[random(bytes.length)] = random(256);
      fs.writeFileSync(file!, bytes);
      const { values } = salvageEvents({ from, to });
      expect(fs.existsSync(to) ? valuesOf(to).length : 0).toBe(values);
      fs.rmSync(to, { recursive: true, force: true });
    }
  });
});
