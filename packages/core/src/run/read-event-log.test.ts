import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RunEvent } from '../plugin/index.js';
import { EventLog } from './event-log.js';
import { type LoggedEvent, readEventLog } from './read-event-log.js';

const counters = { iteration: 3, discriminatorSteps: 3, generatorSteps: 3, images: 48 };
const events: RunEvent[] = [
  { type: 'run-start', run: 'a/b', folder: '/a/b' },
  { type: 'generator-step', counters, stats: { loss: NaN, opinionFake: -Infinity }, learningRate: 1e-4 },
  { type: 'warning', code: 'X', message: 'constructor' },
];

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-log-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function all(log: AsyncIterable<LoggedEvent>): Promise<LoggedEvent[]> {
  const list: LoggedEvent[] = [];
  for await (const line of log) list.push(line);
  return list;
}

test('what was logged comes back as it was, with its time, numbers that are not finite too', async () => {
  const folder = scratch();
  const before = Date.now();
  const log = new EventLog(join(folder, 'log.jsonl'));
  for (const event of events) log.add(event);
  log.close();
  const read = await all(readEventLog(folder));
  expect(read.map(({ event }) => event)).toEqual(events);
  for (const { time } of read) expect(time).toBeGreaterThanOrEqual(before);
});

test('lines that are no events are told by their numbers and passed over', async () => {
  const folder = scratch();
  const path = join(folder, 'log.jsonl');
  appendFileSync(
    path,
    'x\n{"time":1,"type":"iteration-start"}\n[]\n{"time":"late","type":"best"}\n{"time":2,"ty',
  );
  const bad: number[] = [];
  const read = await all(readEventLog(folder, (line) => bad.push(line)));
  expect(read.map(({ time }) => time)).toEqual([1]);
  expect(bad).toEqual([1, 3, 4, 5]);
});

test('a folder without a log is an error that says what may have happened', async () => {
  await expect(all(readEventLog('/no/such/run'))).rejects.toMatchObject({
    code: 'GANX_RUN_INCOMPLETE',
    message:
      'There is no log.jsonl in /no/such/run: the run ended before it began to train, or the file was removed.',
  });
});
