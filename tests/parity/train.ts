import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, type RunResult, runExperiment } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import type { DiscriminatorStats, GeneratorStats } from '@ganx/core/plugin';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';
import { onTestFinished } from 'vitest';

export interface Trained {
  readonly result: RunResult;
  /** Statistics of every step, in order. */
  readonly steps: readonly (DiscriminatorStats | GeneratorStats)[];
}

/** Trains a spec in this process, in a folder that goes with the test. */
export async function train(spec: string, overrides: readonly string[]): Promise<Trained> {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-parity-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, spec);
  const loaded = await loadExperiment({ file, overrides, env: {}, registry: makeRegistry });
  if (!loaded.valid)
    throw new Error(loaded.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  const { compute } = await openCompute(loaded.spec.runtime, folder);
  const steps: (DiscriminatorStats | GeneratorStats)[] = [];
  const experiment = await openExperiment(loaded);
  const program = Effect.gen(function* () {
    const plan = yield* planExperiment({ experiment, compute });
    return yield* runExperiment(plan, {
      runsDirectory: folder,
      source: { files: [], overrides },
      specYaml: printSpec(loaded.stored),
      onEvent: (event) => {
        if (event.type === 'discriminator-step' || event.type === 'generator-step') steps.push(event.stats);
      },
    });
  });
  const result = await Effect.runPromise(Effect.scoped(program));
  return { result, steps };
}
