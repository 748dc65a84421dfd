import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eagerCompute,
  planExperiment,
  type RunResult,
  readCheckpoint,
  runExperiment,
  type Snapshot,
  type SnapshotFacts,
} from '@ganx/core/engine';
import type { AnyComponent, Plugin } from '@ganx/core/plugin';
import { Registry } from '@ganx/core/plugin';
import type { ExperimentSpec } from '@ganx/core/spec';
import { getBackend, memory } from '@tensorflow/tfjs-core';
import { Effect } from 'effect';
import { Finding } from '../fault.js';
import { Recording } from './recording.js';
import { stagePlugin } from './stage-plugin.js';
import { type Call, watched } from './watch.js';

/** Iterations of a rehearsal, and the one from whose checkpoint the second half is trained again. */
export const length = 6;
export const cut = 3;

/** One small training by the real engine, eagerly on the active backend. */
export interface Rehearsal {
  readonly recording: Recording;
  readonly calls: readonly Call[];
  /** All training state at the end. */
  readonly end: Snapshot;
  /** The state to resume from. */
  readonly middle: Snapshot;
  /** Tensors that are left after everything is closed. */
  readonly left: number;
}

export interface RehearsalRequest {
  readonly component: AnyComponent;
  /** The component's own plugin, and those that its examples may name. */
  readonly plugins: readonly Plugin[];
  readonly spec: ExperimentSpec;
  readonly directory: string;
  readonly startFrom?: Snapshot;
}

/** Trains a spec to its end. A run that fails is a finding: what the examples of a component allow has to train. */
export async function rehearse({
  component,
  plugins,
  spec,
  directory,
  startFrom,
}: RehearsalRequest): Promise<Rehearsal> {
  const [recording, calls]: [Recording, Call[]] = [new Recording(), []];
  const stage = stageWith(plugins, component, stagePlugin(recording), calls);
  const runsDirectory = mkdtempSync(join(tmpdir(), 'ganx-testkit-'));
  const before = memory().numTensors;
  const source = { files: [], overrides: [] };
  const train = Effect.gen(function* () {
    const compute = eagerCompute(getBackend());
    const plan = yield* planExperiment({ spec, registry: stage, compute, directory });
    return yield* runExperiment(plan, {
      runsDirectory,
      source,
      specYaml: '',
      onEvent: (event) => recording.event(event),
      ...(startFrom ? { startFrom } : {}),
    });
  });
  try {
    const result: RunResult = await Effect.runPromise(Effect.scoped(train));
    if (result.error)
      throw new Finding(
        `A training with ${JSON.stringify(component.examples[0])} fails: ${result.error.message}`,
      );
    const at = (iteration: number) =>
      readCheckpoint<SnapshotFacts>(join(result.folder, 'checkpoints', String(iteration).padStart(8, '0')));
    const end = at(result.counters.iteration);
    return {
      recording,
      calls,
      end,
      middle: startFrom ?? (result.counters.iteration > cut ? at(cut) : end),
      left: memory().numTensors - before,
    };
  } finally {
    rmSync(runsDirectory, { recursive: true, force: true });
  }
}

/** The stage beside the plugins; the component under test is watched. */
function stageWith(
  plugins: readonly Plugin[],
  component: AnyComponent,
  stage: Plugin,
  calls: Call[],
): Registry {
  const swapped = plugins.map(({ meta, components }) => ({
    meta,
    components: components.map((one) => (one === component ? watched(component, calls) : one)),
  }));
  return Registry.of(stage, ...swapped);
}

/** The plainest experiment on examples of a shape. */
export function stageSpec(
  shape: readonly number[],
  classes: number,
  changes: Partial<ExperimentSpec> = {},
): ExperimentSpec {
  const size = shape.reduce((a, b) => a * b, 1);
  const dense = (units: number) => ({ type: 'stage/dense', units });
  const image = shape.length > 1;
  return {
    name: 'rehearsal',
    seed: 7,
    plugins: [],
    runtime: { backend: 'cpu' },
    data: { type: 'stage/data', shape: [...shape], classes, batchSize: 4, range: [-1, 1], augment: [] },
    latent: { type: 'normal', size: 3 },
    conditioning: { type: 'stage/none' },
    generator: {
      layers: [
        { type: 'stage/read-labels' },
        dense(size),
        { type: 'stage/squash' },
        ...(image ? [{ type: 'stage/reshape', shape: [...shape] }] : []),
      ],
    },
    discriminator: { layers: [{ type: 'stage/flatten' }, { type: 'stage/read-labels' }, dense(1)] },
    loss: { type: 'stage/loss' },
    regularizers: [],
    optimizers: { generator: { type: 'stage/descent' }, discriminator: { type: 'stage/descent' } },
    balance: { type: 'stage/alternate' },
    metrics: [],
    stop: { type: 'stage/iterations', max: length },
    callbacks: [],
    logging: [{ type: 'stage/recorder', every: 1 }],
    checkpoint: { every: cut, keepLast: 10 },
    ...changes,
  };
}
