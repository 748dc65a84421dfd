import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventWriter, listEventFiles, readEvents, scalarOf } from './index.js';

let logDir: string;
beforeEach(() => {
  logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'tbw-'));
});
afterEach(() => {
  fs.rmSync(logDir, { recursive: true, force: true });
});

const points = (folder: string): number[][] =>
  listEventFiles(path.join(logDir, folder)).flatMap((file) =>
    [...readEvents(file)].flatMap(({ step, values }) => values.map((value) => [step, scalarOf(value)!])),
  );

describe('subRun', () => {
  it('writes to a folder of its own, listed, flushed and closed with its parent', () => {
    const writer = EventWriter.create({ logDir });
    writer.scalar('a', 1, 0);
    writer.subRun('eval').scalar('a', 2, 0);
    expect(writer.subRun('eval')).toBe(writer.subRun('eval'));
    writer.subRun('eval').subRun('deep').scalar('a', 3, 0);
    const files = writer.files();
    expect(files.map(({ file }) => path.posix.dirname(file))).toEqual(['.', 'eval', 'eval/deep']);
    for (const { file, bytes } of files) expect(fs.statSync(path.join(logDir, file)).size).toBe(bytes);
    writer.close();
    expect([points('.'), points('eval'), points('eval/deep')]).toEqual([[[0, 1]], [[0, 2]], [[0, 3]]]);
    expect(() => writer.subRun('eval').scalar('a', 1, 1)).toThrow(
      expect.objectContaining({ code: 'TBW_CLOSED' }),
    );
  });

  it('goes back to a checkpoint with its parent, whether it is opened again or not', () => {
    const first = EventWriter.create({ logDir });
    first.subRun('eval').scalar('a', 1, 0);
    first.subRun('deep').subRun('er').scalar('a', 1, 0);
    first.subRun('quiet').scalar('a', 1, 0);
    const checkpoint = first.files();
    for (const name of ['eval', 'quiet']) first.subRun(name).scalar('a', -1, 1);
    first.subRun('deep').subRun('er').scalar('a', -1, 1);
    first.close();
    const lost = EventWriter.resume({ logDir, truncate: checkpoint, step: 0 });
    lost.subRun('eval').scalar('a', -2, 1);
    lost.flush(); // and killed
    const second = EventWriter.resume({ logDir, truncate: checkpoint, step: 0 });
    second.subRun('eval').scalar('a', 2, 1);
    second.subRun('deep').subRun('er').scalar('a', 2, 1);
    const files = second.files().map(({ file }) => path.posix.dirname(file));
    second.close();
    lost.close();
    expect(files.sort()).toEqual(['.', '.', 'deep', 'deep', 'deep/er', 'deep/er', 'eval', 'eval', 'quiet']);
    expect([points('eval'), points('deep/er'), points('quiet')]).toEqual([
      [
        [0, 1],
        [1, 2],
      ],
      [
        [0, 1],
        [1, 2],
      ],
      [[0, 1]],
    ]);
  });

  it.each(['', '.', '..', 'a/b', 'a\\b', 'a\nb'])('refuses %j as a name', (name) => {
    const writer = EventWriter.create({ logDir });
    expect(() => writer.subRun(name)).toThrow(expect.objectContaining({ code: 'TBW_OPTION_INVALID' }));
    writer.close();
  });
});
