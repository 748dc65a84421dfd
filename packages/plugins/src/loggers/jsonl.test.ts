import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json, Logger } from '@ganx/core/plugin';
import { describe, expect, test } from 'vitest';
import { scratchFolder } from '../../testing/scratch-folder.js';
import { jsonl } from './jsonl.js';

const open = (folder: string, resumed?: Json): Logger =>
  jsonl.open({}, { folder, run: 'run', spec: {}, ...(resumed === undefined ? {} : { resumed }) });
const counters = (iteration: number) => ({
  iteration,
  discriminatorSteps: 5 * iteration,
  generatorSteps: iteration,
  images: 320 * iteration,
});
const text = (folder: string): string => readFileSync(join(folder, 'metrics.jsonl'), 'utf8');

describe('jsonl', () => {
  test('writes one object per call, counters first and tags sorted, without times', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.scalars(counters(1), {
      'opinion/real': 0.5,
      'loss/generator': -1e-7,
      'time/images-per-second': 12,
    });
    logger.scalars(counters(2), { 'time/images-per-second': 12 });
    logger.close();
    expect(text(folder)).toBe(
      '{"iteration":1,"discriminatorSteps":5,"generatorSteps":1,"images":320,"loss/generator":-1e-7,"opinion/real":0.5}\n',
    );
  });

  test('writes metric values with their provenance and without the seconds that they took', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    const values = [
      { name: 'm/part', value: 2, goal: 'maximize', provenance: { weights: 'ema', samples: 10 } },
    ] as const;
    logger.event!({ type: 'evaluation', counters: counters(3), values, seconds: 1.234 });
    logger.event!({ type: 'warning', code: 'X', message: 'nothing for this file' });
    logger.close();
    expect(JSON.parse(text(folder))).toEqual({
      ...counters(3),
      metric: 'm/part',
      value: 2,
      goal: 'maximize',
      provenance: { samples: 10, weights: 'ema' },
    });
    expect(text(folder)).not.toContain('1.234');
  });

  test('writes numbers that are not finite as words', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.scalars(counters(1), { a: NaN, b: Infinity, c: -Infinity });
    logger.close();
    expect(text(folder)).toContain('"a":"NaN","b":"Infinity","c":"-Infinity"');
  });

  test('a run that is cut off and resumed leaves the same bytes as one that is not', () => {
    const [whole, resumed] = [scratchFolder(), scratchFolder()];
    const log = (logger: Logger, from: number, to: number): void => {
      for (let i = from; i <= to; i++) logger.scalars(counters(i), { 'loss/generator': 1 / i });
    };
    const never = open(whole);
    log(never, 1, 3000);
    never.close();

    const first = open(resumed);
    log(first, 1, 1000);
    first.flush();
    const state = first.save!();
    log(first, 1001, 2000);
    first.close();
    appendFileSync(join(resumed, 'metrics.jsonl'), '{"torn":');
    const second = open(resumed, state);
    log(second, 1001, 3000);
    second.close();

    expect(text(resumed)).toBe(text(whole));
  });

  test('save tells the length on disk', () => {
    const folder = scratchFolder();
    const logger = open(folder);
    logger.scalars(counters(1), { é: 1 });
    logger.flush();
    expect(logger.save!()).toEqual({ bytes: readFileSync(join(folder, 'metrics.jsonl')).length });
    logger.close();
  });

  test('a file shorter than at the checkpoint is refused', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'metrics.jsonl'), '{}\n');
    expect(() => open(folder, { bytes: 10 })).toThrow(
      expect.objectContaining({ code: 'GANX_RUN_LOG_SHORT', message: expect.stringMatching(/3 bytes.*10/) }),
    );
  });

  test('a folder that is not there is an error with its path', () => {
    expect(() => open('/no/such/folder')).toThrow(
      expect.objectContaining({ code: 'GANX_RUN_LOG_WRITE', message: expect.stringContaining('ENOENT') }),
    );
  });

  test('a run that starts anew does not keep an old file', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'metrics.jsonl'), 'old\n');
    open(folder).close();
    expect(text(folder)).toBe('');
  });
});
