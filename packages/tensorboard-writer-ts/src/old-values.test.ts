import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEvents, scalarOf } from './index.js';

/** Made by scripts/make-golden.py with TensorBoard's own protocol buffers. */
const golden = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, 'old-values.golden.json'), 'utf8'),
) as Record<string, string>;
const read = (kind: string) => {
  const [event] = [...readEvents(Buffer.from(golden[kind]!, 'hex'))];
  expect(event!.step).toBe(7);
  return event!.values[0]!;
};

describe('values in messages of their own, as PyTorch writes them', () => {
  it('an image comes with its size and its bytes', () => {
    const { width, height, channels, encoded } = read('image').oldImage!;
    expect([width, height, channels]).toEqual([2, 3, 1]);
    expect(Buffer.from(encoded).toString('latin1', 1, 4)).toBe('PNG');
  });

  it('a histogram comes with its buckets', () => {
    expect(read('histogram').oldHistogram).toEqual({
      min: -1,
      max: 2.5,
      count: 4,
      sum: 3,
      sumSquares: 9.5,
      limits: Float64Array.of(-0.5, 0, 3),
      counts: Float64Array.of(1, 0, 3),
    });
  });

  it('a sound comes with its rate and its bytes', () => {
    const { encoded, ...facts } = read('audio').oldAudio!;
    expect(facts).toEqual({ sampleRate: 8000, channels: 1, frames: 2, contentType: 'audio/wav' });
    expect(Buffer.from(encoded).toString('latin1', 0, 4)).toBe('RIFF');
  });

  it('a scalar is read as ours are', () => {
    expect(scalarOf(read('scalar'))).toBe(1.5);
  });
});
