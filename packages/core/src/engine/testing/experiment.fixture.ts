import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { Cause, Effect, Exit, type Scope } from 'effect';
import { afterAll } from 'vitest';
import type { Compute } from '../../compute.js';
import type { GanxError } from '../../errors.js';
import { openExperiment } from '../../experiment/index.js';
import type { Registry, RunEvent } from '../../plugin/index.js';
import type { RunFolder, RunResult } from '../../run/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { NewRunOptions, Plan, ResumeOptions, RunOptions } from '../api.js';
import { eagerCompute } from '../build/eager-compute.js';
import { attempt, planExperiment } from '../build/plan.js';
import { resumeExperiment } from '../train/resume.js';
import { runExperiment } from '../train/run.js';
import { fixtureRegistry } from './plugin.fixture.js';

const scratch: string[] = [];
afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-engine-'));
  scratch.push(folder);
  return folder;
}

/** A tiny experiment on two blobs of points: ten iterations, no extras. */
export function tinySpec(changes: Partial<ExperimentSpec> = {}): ExperimentSpec {
  return {
    name: 'tiny',
    seed: 7,
    plugins: [],
    runtime: { backend: 'cpu' },
    data: { type: 'points', size: 200, batchSize: 8, range: [-1, 1], augment: [] },
    latent: { type: 'normal', size: 3 },
    conditioning: { type: 'none' },
    generator: { layers: [{ type: 'dense', units: 8 }, { type: 'relu' }, { type: 'dense', units: 2 }] },
    discriminator: { layers: [{ type: 'dense', units: 8 }, { type: 'relu' }, { type: 'dense', units: 1 }] },
    loss: { type: 'non-saturating', scale: 1 },
    regularizers: [],
    optimizers: {
      generator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
      discriminator: { type: 'momentum', learningRate: 0.05, decay: 0.5 },
    },
    balance: { type: 'constant', k: 1 },
    metrics: [],
    stop: { type: 'iterations', max: 10 },
    callbacks: [],
    logging: [{ type: 'lines', every: 1 }],
    checkpoint: { every: 1000, keepLast: 3 },
    ...changes,
  };
}

const planned = (spec: ExperimentSpec, registry: Registry, compute: Compute) =>
  Effect.flatMap(
    attempt(() => openExperiment({ spec, registry, directory: '/' }), 'The experiment could not be opened'),
    (experiment) => planExperiment({ experiment, compute }),
  );

/** Plans within a scope and hands the plan on. */
export function withPlan<A>(
  spec: ExperimentSpec,
  use: (plan: Plan) => Promise<A>,
  registry = fixtureRegistry(),
  compute: Compute = eagerCompute('cpu'),
): Promise<A> {
  const plan = Effect.flatMap(planned(spec, registry, compute), (made) => Effect.promise(() => use(made)));
  return Effect.runPromise(Effect.scoped(plan));
}

/** The error that planning fails with. */
export function planError(spec: ExperimentSpec, registry = fixtureRegistry()): Promise<unknown> {
  return Effect.runPromise(Effect.scoped(Effect.flip(planned(spec, registry, eagerCompute('cpu')))));
}

export interface Ran {
  readonly result: RunResult;
  readonly events: RunEvent[];
  read(file: string): Buffer;
  json(file: string): unknown;
}

interface Parts {
  readonly registry?: Registry;
  readonly compute?: Compute;
}

/** Plans and runs an experiment to its end. */
export function run(
  spec: ExperimentSpec,
  { registry, compute, ...options }: Partial<NewRunOptions> & Parts = {},
): Promise<Ran> {
  return withPlan(spec, (plan) => runPlan(plan, options), registry, compute);
}

/** Goes on with a run in its folder. */
export function resume(
  { run: name, folder }: RunFolder,
  spec: ExperimentSpec,
  { registry, compute, ...options }: Partial<ResumeOptions> & Parts = {},
): Promise<Ran> {
  const request = { run: { run: name, folder }, specYaml: 'name: tiny\nseed: 7\n', ...options };
  return withPlan(
    spec,
    (plan) => observe(request, (observed) => resumeExperiment(plan, observed)),
    registry,
    compute,
  );
}

export function runPlan(plan: Plan, options: Partial<NewRunOptions> = {}): Promise<Ran> {
  const request = {
    runsDirectory: options.runsDirectory ?? scratchFolder(),
    source: { files: [{ file: '/home/me/exp.yaml', text: 'name: tiny\n' }], overrides: ['seed=7'] },
    specYaml: 'name: tiny\nseed: 7\n',
    ...options,
  };
  return observe(request, (observed) => runExperiment(plan, observed));
}

/** Collects the events of a run; throws what the effect fails with. */
async function observe<O extends RunOptions>(
  options: O,
  start: (options: O) => Effect.Effect<RunResult, GanxError, Scope.Scope>,
): Promise<Ran> {
  const events: RunEvent[] = [];
  const observed = {
    ...options,
    onEvent(event: RunEvent) {
      events.push(event);
      options.onEvent?.(event);
    },
  };
  const exit = await Effect.runPromiseExit(Effect.scoped(start(observed)));
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause);
  const result = exit.value;
  const read = (file: string) => readFileSync(join(result.folder, file));
  return { result, events, read, json: (file) => JSON.parse(read(file).toString('utf8')) };
}
