// One training of the small ring in ring-table.yaml, in this process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeRegistry, openCompute } from '@ganx/cli';
import { planExperiment, runExperiment } from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import { openCheckpoint, readManifest } from '@ganx/core/run';
import { loadExperiment, printSpec } from '@ganx/core/spec';
import { Effect } from 'effect';

const file = fileURLToPath(new URL('ring-table.yaml', import.meta.url));
export const metric = 'parzen/log-likelihood';

/**
 * The log-likelihood at each measurement, and where the run is. A training that diverged has fewer of them and is not sound.
 * With `parent`, the folder of another run, it goes on from that one's last state.
 */
export async function trainRing(set, runsDirectory, parent) {
  const loaded = await loadExperiment({ file, set, env: {}, registry: makeRegistry });
  if (!loaded.valid) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  const { spec, directory } = loaded;
  const { compute } = await openCompute(spec.runtime, directory);
  const fork = parent && {
    snapshot: openCheckpoint(parent, 'last'),
    from: readManifest(parent),
    folder: parent,
  };
  const experiment = await openExperiment(loaded);
  const program = Effect.gen(function* () {
    const plan = yield* planExperiment({ experiment, compute });
    return yield* runExperiment(plan, {
      runsDirectory,
      source: { files: [], overrides: [] },
      specYaml: printSpec(spec),
      ...(fork && { fork }),
    });
  });
  const { folder, exitCode } = await Effect.runPromise(Effect.scoped(program));
  const curve = readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((entry) => entry.metric === metric)
    .map(({ value }) => value)
    .filter(Number.isFinite);
  return { curve, folder, sound: exitCode === 0 };
}
