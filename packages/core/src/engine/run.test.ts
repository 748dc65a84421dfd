import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run, tinySpec } from './testing/experiment.fixture.js';

describe('a run', () => {
  it('trains to its budget and writes its folder', async () => {
    const { result, read, json } = await run(tinySpec());
    expect(result).toMatchObject({
      status: 'finished',
      verdict: { type: 'budget', rule: 'iterations', reason: '10 iterations', iteration: 10 },
      counters: { iteration: 10, discriminatorSteps: 10, generatorSteps: 10, images: 80 },
      exitCode: 0,
      best: null,
    });
    expect(readdirSync(result.folder).sort()).toEqual(
      [
        'checkpoints',
        'log.jsonl',
        'manifest.json',
        'metrics.jsonl',
        'result.json',
        'source',
        'spec.yaml',
      ].sort(),
    );
    expect(result.run).toMatch(/^tiny\/\d{8}-\d{6}-[0-9a-f]{6}$/);
    expect(json('result.json')).toEqual(JSON.parse(JSON.stringify(result)));
    expect(read('spec.yaml').toString()).toBe('name: tiny\nseed: 7\n');
    expect(read('source/exp.yaml').toString()).toBe('name: tiny\n');
    expect(json('manifest.json')).toMatchObject({
      seed: 7,
      backend: { name: 'cpu' },
      dataset: { fingerprint: 'f'.repeat(64) },
    });
    expect(existsSync(join(result.folder, 'checkpoints/00000010/weights.safetensors'))).toBe(true);
  });
});
