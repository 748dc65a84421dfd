import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readScalars } from 'tensorboard-writer-ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

/** Writes ten points that fit into the buffer, never closes, and ends as the second argument says. */
const WRITE_AND_END = `
import { EventWriter } from 'tensorboard-writer-ts';
const [logDir, end] = process.argv.slice(-2);
const writer = EventWriter.create({ logDir, flushSeconds: Infinity });
for (let step = 0; step < 10; step++) writer.scalars('loss', { a: step, b: -step }, step);
if (end === 'exit') process.exit(3);
if (end === 'throw') throw new Error('on purpose');
`;

describe('a program that never closes its writer', () => {
  let logDir: string;
  beforeEach(() => {
    logDir = fs.mkdtempSync(path.join(os.tmpdir(), 'process-end-'));
  });
  afterEach(() => fs.rmSync(logDir, { recursive: true, force: true }));

  it.each([
    ['ends by itself', 'return', 0],
    ['calls process.exit', 'exit', 3],
    ['fails', 'throw', 1],
  ])('loses nothing when it %s', (_, end, code) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', WRITE_AND_END, logDir, end],
      { encoding: 'utf8' },
    );
    expect(status, stderr).toBe(code);
    for (const [name, sign] of [
      ['a', 1],
      ['b', -1],
    ] as const) {
      const points = readScalars(path.join(logDir, name)).get('loss');
      expect(points?.map(({ value }) => value * sign)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });
});
