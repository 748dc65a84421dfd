import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { EventWriter, listEventFiles, readEvents } from './index.js';

function histogramFile(): string {
  const logDir = mkdtempSync(join(tmpdir(), 'tbw-read-'));
  onTestFinished(() => rmSync(logDir, { recursive: true, force: true }));
  const writer = EventWriter.create({ logDir });
  for (let step = 0; step < 3; step++) writer.histogram('h', [step, step + 1], step);
  writer.close();
  return listEventFiles(logDir)[0]!;
}

test.each([
  ['a path', (file: string) => file],
  ['a Buffer', (file: string) => readFileSync(file)],
  ['a plain array', (file: string) => new Uint8Array(readFileSync(file))],
])('tensors read from %s have their own numbers and nothing else', (_, source) => {
  const tensors = [...readEvents(source(histogramFile()))].flatMap(({ values }) =>
    values.map((v) => v.tensor!),
  );
  expect(tensors).toHaveLength(3);
  for (const [step, { shape, data }] of tensors.entries()) {
    expect(shape).toEqual([30, 3]);
    expect([data.length, data[0], data[88]]).toEqual([90, step, step + 1]);
  }
});
