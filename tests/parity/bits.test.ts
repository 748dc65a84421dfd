import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ganx, temporaryFolder, writeSpec } from '../cli/ganx.js';
import { residual, specs } from './specs.js';

/** Hashes of what must not differ: the metrics file and every weight file of the last checkpoint. */
function bits(run: string): Record<string, string> {
  const checkpoint = readdirSync(join(run, 'checkpoints'))
    .filter((name) => /^\d+$/.test(name))
    .sort()
    .at(-1) as string;
  const weights = readdirSync(join(run, 'checkpoints', checkpoint)).filter((name) =>
    name.endsWith('.safetensors'),
  );
  expect(weights.length).toBeGreaterThan(0);
  const files = ['metrics.jsonl', ...weights.map((name) => join('checkpoints', checkpoint, name))];
  return Object.fromEntries(
    files.map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(run, file)))
        .digest('hex'),
    ]),
  );
}

describe('the same spec and seed give the same bytes in every process, with one thread and with two', () => {
  test.each(Object.entries({ ...specs, residual }))(
    '%s',
    async (_name, spec) => {
      const folder = temporaryFolder();
      const file = writeSpec(folder, spec);
      const runs = [];
      for (const threads of [1, 2, 2]) {
        const { code, json } = await ganx(
          ['run', file, `runtime.threads=${threads}`, 'runtime.backend=onnx', '--json'],
          {
            cwd: folder,
          },
        );
        expect(code).toBe(0);
        runs.push(bits(json.folder));
      }
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[2]).toEqual(runs[0]);
      const other = await ganx(['run', file, 'seed=12', 'runtime.backend=onnx', '--json'], { cwd: folder });
      expect(bits(other.json.folder)['metrics.jsonl']).not.toBe(runs[0]?.['metrics.jsonl']);
    },
    180_000,
  );
});
