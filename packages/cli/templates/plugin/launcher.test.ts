import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newThing } from './launcher.js';

test('a trial runs with the priority that is asked for', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'new-thing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { exited } = await newThing.create({ nice: 7 }).start({
    name: 'sweep/0',
    folder,
    // The priority is set when the process is there already, so it waits for it.
    command: [
      process.execPath,
      '-e',
      "const at = setInterval(() => require('node:os').getPriority() === 7 && (console.log(7), clearInterval(at)), 10)",
    ],
    log: join(folder, 'log.txt'),
    threads: 1,
  });
  expect(await exited).toEqual({ code: 0, signal: null });
  expect(readFileSync(join(folder, 'log.txt'), 'utf8')).toBe('7\n');
});
