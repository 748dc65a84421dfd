import { Effect, type Scope } from 'effect';
import type { StepInputs } from '../../compute.js';
import { rangeOf } from '../../data/range.js';
import { GanxError, RuntimeFailure, ShapeError } from '../../errors.js';
import type { OpenedExperiment } from '../../experiment/opened.js';
import { batchOfOne } from '../../spec/semantics/batch-of-one.js';
import { fits, lie, mendOf } from '../../spec/semantics/output-range.js';
import type { MemoryEstimate, NetworkSummary, Plan, PlanRequest } from '../api.js';
import { sampleBatch } from '../look/sampler.js';
import { budgetOf } from '../look/stopping.js';
import type { Network } from '../network/network.js';
import type { StepVariants } from '../step/variants.js';
import { blankInputs } from '../train/step-inputs.js';
import { build } from './build.js';
import type { Built } from './built.js';

/**
 * Everything that can be known before training: builds both networks, checks every shape, and has the backend trace the
 * steps. Trains nothing and writes nothing. What it builds lives until the scope closes.
 */
export const planExperiment = (request: PlanRequest): Effect.Effect<Plan, GanxError, Scope.Scope> =>
  Effect.gen(function* () {
    const { compute, experiment } = request;
    const { info, spec } = experiment;
    yield* attempt(() => compute.activate(), 'The backend could not be activated');
    yield* attempt(() => requireComponents(experiment), 'The components could not be made');
    const built = yield* Effect.acquireRelease(
      attempt(() => build(request), 'The networks could not be built'),
      (made) => Effect.sync(() => made.dispose()),
    );
    const warnings = yield* attempt(() => checkFit(built), 'The check failed');
    yield* attempt(() => traceSteps(built), 'The steps could not be traced');
    return {
      spec,
      info,
      networks: {
        generator: summary(built.generator.network),
        discriminator: summary(built.discriminator.network),
      },
      backend: compute.backend,
      memory: estimateMemory(built),
      warnings,
      budget: budgetOf(experiment.forSession.rules),
      built,
    };
  });

/** Runs plain code; what it throws on purpose is a typed failure, anything else is said to be ours. */
export function attempt<T>(run: () => T | Promise<T>, what: string): Effect.Effect<T, GanxError> {
  return Effect.tryPromise({
    try: async () => run(),
    catch: (cause) => (cause instanceof GanxError ? cause : unexpected(cause, what)),
  });
}

/** An error that nobody gave a place: a backend's or a mistake of ours. */
export function unexpected(cause: unknown, what: string): GanxError {
  if (cause instanceof GanxError) return cause;
  const said = cause instanceof Error ? cause.message : String(cause);
  return new RuntimeFailure('GANX_RUNTIME', `${what}: ${said}`, { cause });
}

/** Before anything is built with them: a callback that cannot be made is told now, not when the run begins. */
function requireComponents(experiment: OpenedExperiment): void {
  const [first] = experiment.failures();
  if (first) throw first.error;
}

/** What only the built networks can tell: whether the generator's range is the data's. */
function checkFit(built: Built): Plan['warnings'] {
  const { spec, info } = built;
  const { outputRange } = built.generator.network;
  const range = rangeOf(spec, info);
  if (range && outputRange && !fits(outputRange, range, info)) {
    throw new ShapeError(
      'generator',
      `The generator's last activation gives values in [${outputRange.join(', ')}], but ${lie(range, info)} ${mendOf(info)}`,
      undefined,
      'GANX_SPEC_RANGE',
    );
  }
  const mixing = [built.generator, built.discriminator]
    .flatMap(({ network }) => network.facts.layers)
    .find(({ mixesSamples }) => mixesSamples);
  if (spec.data.batchSize === 1 && mixing) {
    const message = batchOfOne(mixing.type, mixing.path);
    throw new ShapeError('data.batchSize', message, undefined, 'GANX_SPEC_SEMANTIC');
  }
  const warnings: { code: string; message: string }[] = [];
  if (spec.data.batchSize > info.size) {
    warnings.push({
      code: 'GANX_PLAN_BATCH',
      message: `data.batchSize ${spec.data.batchSize} is more than the ${info.size} training examples: every batch repeats some.`,
    });
  }
  return warnings;
}

/** All variants of both steps that the terms' `every` will ask for, and sampling. */
async function traceSteps(built: Built): Promise<void> {
  const { spec, info, classes } = built;
  const inputs = blankInputs({ ...built, seed: spec.seed, batchSize: spec.data.batchSize });
  const cycle = Math.min(
    1000,
    built.terms.reduce((product, { every }) => product * every, 1),
  );
  const variants = <I extends StepInputs>({ at }: StepVariants<I>) =>
    new Set(Array.from({ length: cycle }, (_, n) => at(n)));
  for (const step of variants(built.discriminatorStep)) await step.prepare(inputs.discriminator);
  for (const step of variants(built.generatorStep)) await step.prepare(inputs.generator);
  const batch = sampleBatch(info.shape);
  await built.sample(
    {
      latents: { shape: [batch, spec.latent.size], data: new Float32Array(batch * spec.latent.size) },
      ...(classes === undefined ? {} : { labels: { shape: [batch], data: new Int32Array(batch) } }),
    },
    'prepare',
  );
}

function summary(network: Network): NetworkSummary {
  const size = (trainable: boolean) =>
    network.weights
      .filter((weight) => !trainable || weight.trainable)
      .reduce((sum, { variable }) => sum + variable.size, 0);
  return { layers: network.layers, parameters: size(false), trainable: size(true) };
}

function estimateMemory(built: Built): MemoryEstimate {
  const { generator, discriminator, average, spec } = built;
  const bytes = (network: Network | undefined) =>
    4 * (network?.weights ?? []).reduce((sum, { variable }) => sum + variable.size, 0);
  const optimizer = [generator, discriminator].reduce(
    (sum, { slots }) =>
      sum +
      [...slots.values()]
        .flatMap((own) => Object.values(own))
        .reduce((total, { size }) => total + 4 * size, 0),
    0,
  );
  const outputs = (network: Network) =>
    network.layers.reduce((sum, { outputShape }) => sum + outputShape.reduce((a, b) => a * b, 1), 0);
  // The discriminator sees real and generated examples; every output is kept and has a gradient.
  const activations =
    4 * 2 * spec.data.batchSize * (outputs(generator.network) + 2 * outputs(discriminator.network));
  const weights = bytes(generator.network) + bytes(discriminator.network);
  const averages = bytes(average);
  return { weights, optimizer, averages, activations, total: weights + optimizer + averages + activations };
}
