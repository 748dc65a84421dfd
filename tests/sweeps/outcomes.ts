import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSweep } from '@ganx/core/sweep';

export interface Outcome {
  readonly values: unknown;
  readonly status: string;
  readonly value: number | undefined;
  readonly metrics: string;
  readonly weights: string;
}

/** What the trials of a sweep came to, to the byte: their measurements and their last weights. */
export function outcomesOf(sweep: string): readonly Outcome[] {
  return readSweep(sweep).trials.map(({ values, status, value, run }) => {
    const at = join(sweep, run!);
    const last = readdirSync(join(at, 'checkpoints'))
      .filter((name) => /^\d+$/.test(name))
      .sort()
      .at(-1)!;
    const weights = readFileSync(join(at, 'checkpoints', last, 'weights.safetensors'));
    return {
      values,
      status,
      value,
      metrics: readFileSync(join(at, 'metrics.jsonl'), 'utf8'),
      weights: createHash('sha256').update(weights).digest('hex'),
    };
  });
}
