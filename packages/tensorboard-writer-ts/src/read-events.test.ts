import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskedCrc32c } from './crc32c.js';
import { type Event, EventFileError, EventWriter, listEventFiles, readEvents, scalarOf } from './index.js';

let folder: string;
let whole: Buffer;
let offsets: number[];
const scratch = (): string => path.join(folder, 'scratch');

beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tbw-'));
  const writer = EventWriter.create({ logDir: folder, clock: () => 1700000000 });
  for (let step = 0; step < 3; step++) writer.scalar('a', step / 2, step, { description: 'text' });
  writer.histogram('h', [1, 2, 3], 1, { buckets: 3 });
  writer.table('t', [['a', 'b']], 1);
  writer.hparams({ lr: 1, name: 'x', flag: true });
  writer.mesh('m', { vertices: [0, 0, 0], faces: [0, 0, 0], colors: [1, 2, 3] }, 1);
  writer.close();
  const [file] = listEventFiles(folder);
  whole = fs.readFileSync(file!);
  offsets = [...readEvents(whole)].map(({ offset }) => offset);
});
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A record with good checksums around any data. */
function frame(data: Uint8Array): Buffer {
  const record = Buffer.alloc(data.length + 16);
  record.writeUInt32LE(data.length, 0);
  record.writeUInt32LE(maskedCrc32c(record, 0, 8), 8);
  record.set(data, 12);
  record.writeUInt32LE(maskedCrc32c(data), 12 + data.length);
  return record;
}
const errorOf = (act: () => unknown): EventFileError => {
  try {
    act();
  } catch (error) {
    if (error instanceof EventFileError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('readEvents', () => {
  it('gives the same events from a path as from bytes, and places that cover the file', () => {
    const [file] = listEventFiles(folder);
    const events = [...readEvents(file!)];
    expect(events).toEqual([...readEvents(whole)]);
    expect(events[0]?.offset).toBe(0);
    expect(events.at(-1)?.end).toBe(whole.length);
    events.slice(1).forEach((event, i) => {
      expect(event.offset).toBe(events[i]!.end);
    });
  });

  it('reads tensors of each element type', () => {
    const tensors = [...readEvents(whole)].flatMap(({ values }) => values.map(({ tensor }) => tensor!));
    expect(tensors.map(({ dtype, shape }) => [dtype, shape])).toEqual([
      ['float32', []],
      ['float32', []],
      ['float32', []],
      ['float64', [3, 3]],
      ['string', [1, 2]],
      ['float32', [0]],
      ['float32', [1, 1, 3]],
      ['int32', [1, 1, 3]],
      ['uint8', [1, 1, 3]],
    ]);
    expect(tensors[7]?.data).toEqual(Int32Array.from([0, 0, 0]));
    expect(tensors[8]?.data).toEqual(Uint8Array.from([1, 2, 3]));
  });

  it("reads what other writers write: simple values, repeated numbers, negative steps, fields it doesn't know", () => {
    const tensor = new BinaryWriter().tag(1, 0).uint32(3);
    tensor.tag(7, 2).fork().int32(-1).int32(300).join().tag(7, 0).int32(-7);
    const floats = new BinaryWriter()
      .tag(1, 0)
      .uint32(1)
      .tag(5, 5)
      .float(1.5)
      .tag(5, 2)
      .fork()
      .float(2.5)
      .join();
    const value = (tag: string): BinaryWriter => new BinaryWriter().tag(1, 2).string(tag);
    const summary = new BinaryWriter();
    summary.tag(1, 2).bytes(value('simple').tag(2, 5).float(0.25).finish());
    summary.tag(1, 2).bytes(value('ints').tag(8, 2).bytes(tensor.finish()).finish());
    summary.tag(1, 2).bytes(value('floats').tag(8, 2).bytes(floats.finish()).finish());
    summary.tag(1, 2).bytes(
      value('half')
        .tag(8, 2)
        .bytes(Uint8Array.from([8, 19]))
        .finish(),
    );
    const event = new BinaryWriter().tag(99, 0).uint32(5).tag(98, 5).fixed32(5).tag(97, 1).fixed64(5);
    event.tag(1, 1).double(2.5).tag(2, 0).int64(-3).tag(5, 2).bytes(summary.finish());
    const [read] = [...readEvents(frame(event.finish()))];
    expect(read).toMatchObject({ wallTime: 2.5, step: -3 });
    expect(read?.values.map(scalarOf)).toEqual([0.25, -1, 1.5, undefined]);
    expect(read?.values[1]?.tensor?.data).toEqual(Int32Array.from([-1, 300, -7]));
    expect(read?.values[2]?.tensor?.data).toEqual(Float32Array.from([1.5, 2.5]));
    expect(read?.values[3]?.tensor).toEqual({ dtype: 'other', number: 19, shape: [], data: [] });
  });

  it('gives numbers of their own memory, also of a small Buffer from a shared pool', () => {
    const small = Buffer.from(whole.subarray(offsets[2], offsets[3]));
    const [scalar] = [...readEvents(small)].flatMap(({ values }) => values.map(({ tensor }) => tensor!.data));
    const pooled = Buffer.from(whole);
    const tensors = [...readEvents(pooled)].flatMap(({ values }) => values.map(({ tensor }) => tensor!.data));
    pooled.fill(0);
    expect([...scalar!]).toEqual([0]);
    expect(tensors.at(-1)).toEqual(Uint8Array.from([1, 2, 3]));
  });

  it.each([
    ['a path', (file: string) => file],
    ['a Buffer', (file: string) => fs.readFileSync(file)],
    ['a plain array', (file: string) => new Uint8Array(fs.readFileSync(file))],
  ])('gives a histogram its own numbers and nothing else, read from %s', (_, source) => {
    const [file] = listEventFiles(folder);
    const found = [...readEvents(source(file!))].flatMap(({ values }) =>
      values.filter(({ tag }) => tag === 'h'),
    );
    expect(found).toHaveLength(1);
    expect(found[0]!.tensor!.data).toHaveLength(9);
    expect([found[0]!.tensor!.data[0], found[0]!.tensor!.data[7]]).toEqual([1, 3]);
  });

  it('is empty for an empty file', () => {
    expect([...readEvents(new Uint8Array(0))]).toEqual([]);
  });

  it('refuses, or stops before, a torn tail of any length, and says where it begins', () => {
    for (let length = 1; length < whole.length; length++) {
      const torn = whole.subarray(0, length);
      const records = offsets.filter((offset) => offset < length);
      if (offsets.includes(length)) {
        expect([...readEvents(torn)]).toHaveLength(records.length);
        continue;
      }
      const error = errorOf(() => [...readEvents(torn)]);
      expect([error.code, error.offset]).toEqual(['TBW_READ_TORN', records.at(-1)]);
      expect([...readEvents(torn, { tornTail: 'stop' })]).toHaveLength(records.length - 1);
    }
  });

  it('reads a file again from the start when asked twice, and can be left in the middle', () => {
    const [file] = listEventFiles(folder);
    for (let i = 0; i < 5000; i++) for (const _ of readEvents(file!)) break; // more than there are file descriptors
    expect([...readEvents(file!)]).toHaveLength(offsets.length);
  });

  it.each([
    ['a length', 3, 'TBW_READ_LENGTH_CHECKSUM'],
    ["a length's checksum", 9, 'TBW_READ_LENGTH_CHECKSUM'],
    ['data', 20, 'TBW_READ_DATA_CHECKSUM'],
  ])('refuses %s that was changed, torn tails allowed or not', (_, at, code) => {
    const damaged = Buffer.from(whole);
    damaged[offsets[2]! + at]! ^= 1;
    for (const tornTail of ['error', 'stop'] as const) {
      const seen: Event[] = [];
      const error = errorOf(() => {
        for (const event of readEvents(damaged, { tornTail })) seen.push(event);
      });
      expect([error.code, error.offset, seen.length]).toEqual([code, offsets[2], 2]);
    }
  });

  it.each([
    ['2^60 bytes', 2 ** 28, 'TBW_READ_TOO_LARGE'],
    ['more bytes than there are', 0, 'TBW_READ_TORN'],
  ])('does not believe a record of %s, and allocates nothing for it', (_, high, code) => {
    const header = Buffer.alloc(20);
    header.writeUInt32LE(0x0f000000, 0);
    header.writeUInt32LE(high, 4);
    header.writeUInt32LE(maskedCrc32c(header, 0, 8), 8);
    fs.writeFileSync(scratch(), header);
    const before = process.memoryUsage();
    for (let i = 0; i < 100; i++) expect(errorOf(() => [...readEvents(scratch())]).code).toBe(code);
    const after = process.memoryUsage();
    expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(2 ** 27);
  });

  it.each([
    ['a field that is longer than its message', [0x2a, 0x05, 0x0a], 12 + 1],
    ['a number that is cut off', [0x10, 0x80], 12 + 2],
    ['a number of eleven bytes', [0x10, ...Array<number>(10).fill(0x80), 1], 12 + 11],
    ['a group', [0x0b], 12],
    ['field number 0', [0x02, 0x00], 12],
    ['packed numbers that do not come out even', [0x2a, 7, 0x0a, 5, 0x42, 3, 0x2a, 1, 0], 12 + 8],
    ['tensor bytes that do not come out even', [0x2a, 9, 0x0a, 7, 0x42, 5, 0x08, 1, 0x22, 1, 0], 12 + 10],
  ])('names the byte of %s', (_, data, offset) => {
    const error = errorOf(() => [...readEvents(frame(Uint8Array.from(data)))]);
    expect([error.code, error.offset]).toEqual(['TBW_READ_MALFORMED', offset]);
  });

  it('says which file could not be opened', () => {
    const error = errorOf(() => [...readEvents(path.join(folder, 'none'))]);
    expect(error.code).toBe('TBW_IO');
    expect(error.message).toContain(path.join(folder, 'none'));
  });
});

describe('readEvents on 10,000 mutated files', () => {
  it('gives events or a coded error inside the file, in bounded steps and memory', () => {
    const random = makeRandom(1);
    const old = fs.readFileSync(path.join(import.meta.dirname, 'old-values.golden.json'), 'utf8');
    const records = Object.values(JSON.parse(old) as Record<string, string>);
    const file = Buffer.concat([whole, ...records.map((record) => Buffer.from(record, 'hex'))]);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < 10_000; round++) {
      const mutated = mutate(file, random);
      let source: string | Uint8Array = mutated;
      if (round % 20 === 0) {
        fs.writeFileSync(scratch(), mutated);
        source = scratch();
      }
      let outcome = 'events';
      let kept = 0;
      let records = 0;
      try {
        for (const event of readEvents(source, { tornTail: round % 2 ? 'stop' : 'error' })) {
          // Each takes at least its frame, so reading comes to an end.
          expect(++records).toBeLessThanOrEqual(mutated.length / 16);
          for (const { tag, tensor, oldHistogram, oldImage } of event.values) {
            kept += tag.length + 8 * (tensor?.data.length ?? 0) + 16 * (oldHistogram?.limits.length ?? 0);
            kept += oldImage?.encoded.length ?? 0;
          }
        }
      } catch (error) {
        if (!(error instanceof EventFileError) || error.offset === undefined) throw error;
        expect(error.offset).toBeGreaterThanOrEqual(0);
        expect(error.offset).toBeLessThanOrEqual(mutated.length);
        outcome = error.code;
      }
      expect(kept).toBeLessThanOrEqual(8 * mutated.length);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    // Each way out was taken, so the mutations reach every layer of the reader.
    expect([...outcomes.keys()].sort()).toEqual([
      'TBW_READ_DATA_CHECKSUM',
      'TBW_READ_LENGTH_CHECKSUM',
      'TBW_READ_MALFORMED',
      'TBW_READ_TOO_LARGE',
      'TBW_READ_TORN',
      'events',
    ]);
  });
});

type Random = (below: number) => number;

function makeRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One to four changes; half of the files get good checksums again, so that the damage reaches the decoder. */
function mutate(file: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(file);
  const mend = random(2) === 0;
  for (let change = random(4); change >= 0; change--) {
    const at = random(bytes.length);
    const kind = random(6);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes[at]! ^= 1 << random(8);
    else if (kind === 2) bytes = bytes.subarray(0, at);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(random(at + 1))]);
    else bytes.fill([0, 0x7f, 0x80, 0xff][random(4)]!, at, Math.min(bytes.length, at + 1 + random(9)));
    if (bytes.length === 0) return bytes;
  }
  if (mend) {
    for (let start = 0; start + 12 <= bytes.length; ) {
      bytes.writeUInt32LE(maskedCrc32c(bytes, start, start + 8), start + 8);
      const end = start + 12 + bytes.readUInt32LE(start);
      if (bytes.readUInt32LE(start + 4) !== 0 || end + 4 > bytes.length) break;
      bytes.writeUInt32LE(maskedCrc32c(bytes, start + 12, end), end);
      start = end + 4;
    }
  }
  return bytes;
}
