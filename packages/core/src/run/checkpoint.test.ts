import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Checkpoints } from './checkpoint.js';
import { readCheckpoint } from './read-checkpoint.js';
import { storedFacts } from './testing/stored-run.fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ganx-checkpoint-'));
  mkdirSync(join(folder, 'checkpoints'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const content = (iteration: number) => ({
  tensors: new Map([
    ['generator/00-dense/kernel', { shape: [2], data: Float32Array.of(iteration, 1) }],
    ['optimizer/generator/00-dense/kernel/mean', { shape: [2], data: Float32Array.of(0, iteration) }],
  ]),
  facts: storedFacts(iteration),
});
const names = () => readdirSync(join(folder, 'checkpoints')).sort();
const best = (iteration: number) => ({
  monitor: 'fid',
  value: 1,
  iteration,
  checkpoint: `checkpoints/${String(iteration).padStart(8, '0')}`,
});

describe('checkpoints', () => {
  it('read back as they were written, and leave nothing aside', () => {
    const checkpoints = new Checkpoints(folder, { keepLast: 2 });
    expect(checkpoints.write(12, content(12), 'every', null)).toBe('checkpoints/00000012');
    expect(readCheckpoint(join(folder, 'checkpoints/00000012'))).toEqual(content(12));
    expect(names()).toEqual(['00000012', 'index.json']);
    expect(readdirSync(join(folder, 'checkpoints/00000012')).sort()).toEqual([
      'manifest.json',
      'optimizer.safetensors',
      'state.json',
      'weights.safetensors',
    ]);
  });

  it('keep the newest and the best', () => {
    const checkpoints = new Checkpoints(folder, { keepLast: 2 });
    for (const n of [1, 2, 3, 4]) checkpoints.write(n, content(n), 'every', n >= 2 ? best(2) : null);
    expect(names()).toEqual(['00000002', '00000003', '00000004', 'index.json']);
    checkpoints.write(5, content(5), 'every', best(5));
    checkpoints.write(6, content(6), 'every', best(5));
    expect(names()).toEqual(['00000005', '00000006', 'index.json']);
    expect(JSON.parse(readFileSync(join(folder, 'checkpoints/index.json'), 'utf8'))).toEqual({
      last: '00000006',
      best: { fid: best(5) },
    });
  });

  it('keep what was the best as long as one that says so', () => {
    const checkpoints = new Checkpoints(folder, { keepLast: 2 });
    for (const n of [1, 2, 3]) checkpoints.write(n, content(n), 'every', best(1));
    checkpoints.write(4, content(4), 'best', best(4));
    expect(names()).toEqual(['00000001', '00000003', '00000004', 'index.json']);
    checkpoints.rewindTo(3, best(1));
    expect(names()).toEqual(['00000001', '00000003', 'index.json']);
  });

  it('keep the newest one even when asked to keep none', () => {
    const checkpoints = new Checkpoints(folder, { keepLast: 0 });
    for (const n of [1, 2]) checkpoints.write(n, content(n), 'every', null);
    expect(names()).toEqual(['00000002', 'index.json']);
  });

  it('a crash before the rename leaves no checkpoint, and the next write removes nothing that is complete', () => {
    mkdirSync(join(folder, 'checkpoints', '.writing-00000007-1'));
    const checkpoints = new Checkpoints(folder, { keepLast: 3 });
    expect(checkpoints.has(7)).toBe(false);
    checkpoints.write(7, content(7), 'every', null);
    expect(readCheckpoint(join(folder, 'checkpoints/00000007'))).toEqual(content(7));
  });

  it('that cannot be written leave the old ones as they were', () => {
    const checkpoints = new Checkpoints(folder, { keepLast: 3 });
    checkpoints.write(1, content(1), 'every', null);
    const endless = {
      toJSON: () => {
        throw new Error('cannot be JSON');
      },
    };
    expect(() => checkpoints.write(2, { ...content(2), facts: endless }, 'every', null)).toThrow();
    expect(names()).toEqual(['00000001', 'index.json']);
  });
});
