import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eagerCompute,
  planExperiment,
  readCheckpoint,
  resumeExperiment,
  runExperiment,
  type Snapshot,
  type SnapshotFacts,
} from '@ganx/core/engine';
import { openExperiment } from '@ganx/core/experiment';
import { type AnyComponent, type Plugin, Registry, type RunEvent } from '@ganx/core/plugin';
import type { RunFolder } from '@ganx/core/run';
import type { ExperimentSpec } from '@ganx/core/spec';
import { getBackend, memory } from '@tensorflow/tfjs-core';
import { Cause, Effect, Exit } from 'effect';
import { Finding } from '../fault.js';
import { Recording } from './recording.js';
import { stagePlugin } from './stage-plugin.js';
import { type Call, watched } from './watch.js';

/** Iterations of a rehearsal, and the one after which it is interrupted to be resumed. */
export const length = 6;
export const cut = 3;

/** One small training by the real engine, eagerly on the active backend. */
export interface Rehearsal {
  readonly recording: Recording;
  readonly calls: readonly Call[];
  readonly iterations: number;
  /** All training state at the end. */
  readonly end: Snapshot;
  /** Tensors that are left after everything is closed. */
  readonly left: number;
}

export interface RehearsalRequest {
  readonly component: AnyComponent;
  /** The component's own plugin, and those that its examples may name. */
  readonly plugins: readonly Plugin[];
  readonly spec: ExperimentSpec;
  readonly directory: string;
}

/** Trains a spec to its end. A run that fails is a finding: what the examples of a component allow has to train. */
export function rehearse(request: RehearsalRequest): Promise<Rehearsal> {
  return inScratch(async (runsDirectory) => {
    const before = memory().numTensors;
    const session = await train(request, { runsDirectory });
    return { ...session, left: memory().numTensors - before };
  });
}

/** The same, interrupted after `cut` iterations and resumed in its folder by components made anew. Tells only of what came after. */
export function rehearseWithBreak(request: RehearsalRequest): Promise<Rehearsal> {
  return inScratch(async (runsDirectory) => {
    const before = memory().numTensors;
    const { run } = await train(request, { runsDirectory, stopAfter: cut });
    const session = await train(request, { runsDirectory, resume: run });
    return { ...session, left: memory().numTensors - before };
  });
}

interface Session {
  readonly runsDirectory: string;
  readonly stopAfter?: number;
  readonly resume?: RunFolder;
}

async function train(
  { component, plugins, spec, directory }: RehearsalRequest,
  { runsDirectory, stopAfter, resume }: Session,
): Promise<Omit<Rehearsal, 'left'> & { readonly run: RunFolder }> {
  const [recording, calls]: [Recording, Call[]] = [new Recording(), []];
  const registry = stageWith(plugins, component, stagePlugin(recording), calls);
  const interruption = { requested: undefined as string | undefined };
  const options = {
    specYaml: '',
    interruption,
    onEvent(event: RunEvent) {
      recording.event(event);
      if (event.type === 'iteration' && event.counters.iteration === stopAfter)
        interruption.requested = 'SIGTERM';
    },
  };
  const experiment = await openExperiment({ spec, registry, directory });
  const program = Effect.gen(function* () {
    const plan = yield* planExperiment({ experiment, compute: eagerCompute(getBackend()) });
    return yield* resume
      ? resumeExperiment(plan, { ...options, run: resume })
      : runExperiment(plan, { ...options, runsDirectory, source: { files: [], overrides: [] } });
  });
  const exit = await Effect.runPromiseExit(Effect.scoped(program));
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause);
  const { error, folder, run, counters } = exit.value;
  if (error) {
    const said = `A training with ${JSON.stringify(component.examples[0])} fails: ${error.message}`;
    // What a hook throws says nothing about the claim that was to be judged.
    const own = error.code === 'GANX_PLUGIN_THREW' || error.code === 'GANX_PLUGIN_RESULT';
    throw own ? new Error(said) : new Finding(said);
  }
  const checkpoint = join(folder, 'checkpoints', String(counters.iteration).padStart(8, '0'));
  return {
    recording,
    calls,
    iterations: counters.iteration,
    end: readCheckpoint<SnapshotFacts>(checkpoint),
    run: { run, folder },
  };
}

async function inScratch<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-testkit-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
