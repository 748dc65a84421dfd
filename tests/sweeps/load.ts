import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from '@ganx/core/plugin';
import { renderProblems, type SpecProblem } from '@ganx/core/spec';
import { loadSweep, type SweepRequest, type ValidSweep } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { temporaryFolder, tinySpec, writeSpec } from '../cli/ganx.js';

const registry = () => Registry.of(builtins);

/** What the sweeps of these tests change: a ring in milliseconds, measured and saved every so many iterations. */
export const ringSpec = (iterations = 8, { measured = 2, saved = 2 } = {}): string =>
  tinySpec(
    `metrics: [{ type: mode-coverage, samples: 64, every: ${measured} }]
stop: { type: iterations, max: ${iterations} }
logging: [{ type: jsonl, every: ${measured} }]
checkpoint: { every: ${saved}, keepLast: 2 }
`,
  );

export async function tryLoad(sweep: string, request: Partial<SweepRequest> = {}) {
  const folder = temporaryFolder();
  const experiment = writeSpec(folder, ringSpec(12), 'ring.yaml');
  const file = join(folder, 'my-sweep.yaml');
  writeFileSync(file, sweep);
  return loadSweep({ file, experiment, registry, ...request });
}

export async function load(sweep: string, request: Partial<SweepRequest> = {}): Promise<ValidSweep> {
  const loaded = await tryLoad(sweep, request);
  if (!loaded.valid) throw new Error(renderProblems(loaded.problems, loaded.sources, { color: false }));
  return loaded;
}

export async function problemsOf(sweep: string): Promise<readonly SpecProblem[]> {
  const loaded = await tryLoad(sweep);
  return loaded.valid ? [] : loaded.problems;
}
