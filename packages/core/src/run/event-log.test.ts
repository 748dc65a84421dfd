import fs, { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../plugin/index.js';
import { EventLog } from './event-log.js';

/** Lets a process write so many bytes more in all, as a disk that is nearly full. */
function leaveRoom(bytes: number): { left: number } {
  const { writeSync } = fs;
  const disk = { left: bytes };
  fs.writeSync = ((file: number, data: Uint8Array, from?: number | null) => {
    const offset = from ?? 0;
    if (disk.left === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    const length = Math.min(disk.left, data.byteLength - offset);
    disk.left -= length;
    return writeSync(file, data, offset, length);
  }) as typeof fs.writeSync;
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.writeSync = writeSync;
    syncBuiltinESMExports();
  });
  return disk;
}

test('a log on a full disk keeps what it could not write, torn lines too, and goes on where it stopped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-event-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const log = new EventLog(join(folder, 'log.jsonl'));
  const disk = leaveRoom(100);
  const event = (i: number): RunEvent => ({ type: 'warning', code: `GANX_${i}`, message: 'x'.repeat(1000) });
  const count = 200;
  // Far more than the buffer: `add` writes by itself, and does not throw.
  for (let i = 0; i < count; i++) log.add(event(i));
  expect(log.full).toBe(true);
  expect(log.bytes).toBe(100);
  expect(() => log.sync()).toThrow(expect.objectContaining({ code: 'GANX_RUN_DISK_FULL' }));
  disk.left = Number.POSITIVE_INFINITY;
  log.sync();
  expect(log.full).toBe(false);
  const text = readFileSync(log.path, 'utf8');
  expect(log.bytes).toBe(Buffer.byteLength(text));
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).code),
  ).toEqual(Array.from({ length: count }, (_, i) => `GANX_${i}`));
  log.close();
});
