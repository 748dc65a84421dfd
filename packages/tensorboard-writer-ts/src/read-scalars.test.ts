import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listEventFiles } from './event-file.js';
import { EventWriter } from './event-writer.js';
import { readScalars } from './read-scalars.js';

describe('readScalars', () => {
  let logDir: string;
  beforeEach(() => {
    logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'scalars-'));
  });
  afterEach(() => fs.rmSync(logDir, { recursive: true, force: true }));

  it('gives every curve of a run over the end of its files, and nothing that is no curve', () => {
    const writer = EventWriter.create({ logDir, maxFileBytes: 500 });
    for (let step = 0; step < 20; step++) writer.scalar('a', step / 2, step, { wallTime: 100 + step });
    writer.scalar('b', NaN, 3, { wallTime: 1 });
    writer.text('note', 'words', 0);
    writer.histogram('h', [1, 2], 0);
    writer.close();
    expect(listEventFiles(logDir).length).toBeGreaterThan(1);
    const curves = readScalars(logDir);
    expect([...curves.keys()].sort()).toEqual(['a', 'b']);
    expect(curves.get('a')).toEqual(
      Array.from({ length: 20 }, (_, step) => ({ step, wallTime: 100 + step, value: step / 2 })),
    );
    expect(curves.get('b')).toEqual([{ step: 3, wallTime: 1, value: NaN }]);
  });

  it('takes the later file where two tell of the same steps, tag by tag, and all tags from a START on', () => {
    const steps = (tag: string) =>
      readScalars(logDir)
        .get(tag)
        ?.map(({ step, value }) => [step, value]);
    const first = EventWriter.create({ logDir });
    for (const step of [1, 2, 3]) first.scalar('dense', -step, step);
    first.scalar('sparse', -1, 1);
    first.scalar('sparse', -3, 3);
    first.scalar('gone', -3, 3);
    first.close();
    const again = EventWriter.create({ logDir });
    again.scalar('dense', 3, 3);
    again.close();
    expect(steps('dense')).toEqual([
      [1, -1],
      [2, -2],
      [3, 3],
    ]);
    expect(steps('sparse')).toEqual([
      [1, -1],
      [3, -3],
    ]);
    const resumed = EventWriter.resume({ logDir, truncate: [], others: 'keep', step: 1 });
    resumed.scalar('dense', 2.5, 2);
    resumed.close();
    expect(steps('dense')).toEqual([
      [1, -1],
      [2, 2.5],
    ]);
    expect(steps('sparse')).toEqual([[1, -1]]);
    expect(steps('gone')).toBeUndefined();
  });

  it('leaves what is still being written, and refuses damage', () => {
    const writer = EventWriter.create({ logDir });
    for (const step of [1, 2, 3]) writer.scalar('a', step, step);
    writer.close();
    const [file] = listEventFiles(logDir);
    const whole = fs.readFileSync(file!);
    fs.writeFileSync(file!, whole.subarray(0, whole.length - 1));
    expect(readScalars(logDir).get('a')).toHaveLength(2);
    whole[whole.length - 6]! ^= 1;
    fs.writeFileSync(file!, whole);
    expect(() => readScalars(logDir)).toThrow(expect.objectContaining({ code: 'TBW_READ_DATA_CHECKSUM' }));
  });
});
