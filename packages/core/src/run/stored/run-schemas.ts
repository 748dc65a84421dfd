import type { Schema } from '../../spec/schema.js';
import {
  anything,
  checkpointName,
  checkpointPath,
  duration,
  instant,
  list,
  map,
  name,
  natural,
  number,
  oneOf,
  orNull,
  record,
  sha256,
  share,
  spelledNumber,
  text,
  time,
  yesOrNo,
} from './schema-words.js';

/** The schemas of what a run's folder holds. */

const counters = map({
  iteration: natural,
  discriminatorSteps: natural,
  generatorSteps: natural,
  images: natural,
});

const verdictTypes = oneOf(
  'converged',
  'budget',
  'diverged',
  'collapsed',
  'overpowered',
  'interrupted',
  'failed',
);

const verdict = map({
  type: verdictTypes,
  'rule?': text(1024),
  reason: text(),
  iteration: natural,
  'component?': name,
  'hook?': name,
  'rollBacks?': natural,
});

const rollBack = map({
  number: natural,
  max: natural,
  from: natural,
  to: natural,
  reason: text(),
  learningRateFactor: share,
});

const metric = (value: Schema): Schema =>
  map({
    name,
    value,
    goal: oneOf('minimize', 'maximize'),
    provenance: record({ type: ['string', 'number', 'boolean'], maxLength: 65_536 }, 1000),
  });

const best = (value: Schema): Schema =>
  map({ monitor: name, value, iteration: natural, checkpoint: checkpointPath });

const change = map({ path: text(4096), 'before?': anything, 'after?': anything });

const session = map({
  startedAt: instant,
  host: text(1024),
  pid: natural,
  resumedAt: orNull(natural),
  amendments: list(change),
  changes: list(map({ what: text(4096), before: text(), after: text(), changesBits: yesOrNo })),
  'rollBacks?': list(rollBack),
  'ended?': map({ at: instant, verdict }),
});

export const sessions = list(session, 100_000);

export const result = map({
  run: name,
  status: oneOf('finished', 'failed', 'interrupted'),
  verdict,
  counters,
  best: orNull(best(spelledNumber)),
  metrics: list(metric(spelledNumber)),
  seconds: duration,
  exitCode: { type: 'integer', minimum: 0, maximum: 255 },
  'rollBacks?': list(rollBack),
  'sessions?': sessions,
  'error?': map({
    code: name,
    message: text(1 << 20),
    'component?': text(1024),
    'hook?': text(1024),
    'iteration?': natural,
    'path?': text(4096),
  }),
});

const component = map({ type: name });
const components = list(component, 1000);
/** As much of a resolved spec as is used of one that is not judged again. */
const spec = map({
  name,
  seed: { type: 'integer' },
  data: component,
  latent: component,
  'conditioning?': component,
  // Layers, or the type of a network that has its own.
  generator: map({ 'layers?': list(anything, 100_000) }),
  discriminator: map({ 'layers?': list(anything, 100_000) }),
  loss: component,
  'regularizers?': components,
  optimizers: map({ generator: component, discriminator: component }),
  balance: component,
  'metrics?': components,
  stop: { type: 'object' },
  'callbacks?': components,
  'logging?': components,
  checkpoint: map({ every: natural, keepLast: natural }),
  'ema?': map({ decay: number }),
  'rollBack?': map({ max: natural, learningRateFactor: share }),
});

const plugin = map({
  name,
  version: name,
  'namespace?': text(1024),
  'from?': text(1024),
  'reference?': text(4096),
  'sha256?': sha256,
  'files?': list(map({ path: text(4096), sha256 })),
});

/** Of Windows, too. */
const absolute: Schema = {
  type: 'string',
  maxLength: 4096,
  pattern: '^(/|[A-Za-z]:[/\\\\]|\\\\\\\\)',
  'x-ganx-expected': 'an absolute path',
};

/** Digests are made anew to compare them, so their number is bounded. */
export const environment = map({
  salt: { type: 'string', pattern: '^[0-9a-f]{32}$' },
  variables: list(map({ name: text(32_768), paths: list(text(4096), 20), digest: orNull(sha256) }), 1000),
});

export const manifest = map({
  format: oneOf('ganx-run/1'),
  run: name,
  'lineage?': map({ run: name, folder: absolute, iteration: natural, changes: list(change) }),
  seed: { type: 'integer' },
  spec,
  'environment?': environment,
  specSha256: sha256,
  startedAt: instant,
  'order?': instant,
  directory: absolute,
  backend: map({
    name,
    description: text(),
    'device?': text(1024),
    'bits?': text(1024),
  }),
  versions: record(text(1024), 1000),
  plugins: list(plugin, 1000),
  'pluginSeal?': text(1024),
  lockfile: orNull(map({ file: text(4096), sha256 })),
  git: orNull(map({ commit: text(64), dirty: yesOrNo })),
  machine: map({
    platform: text(1024),
    release: text(1024),
    arch: text(1024),
    processor: text(1024),
    processors: natural,
    memoryBytes: natural,
  }),
  dataset: map({
    type: name,
    fingerprint: text(),
    drawn: yesOrNo,
    size: natural,
    shape: list(natural, 16),
    dtype: text(16),
    'classes?': natural,
    'classNames?': list(text(1024), 100_000),
    'examplesPerClass?': list(natural, 100_000),
    'range?': list(number, 2),
    'fittedRange?': list(number, 2),
  }),
});

export const lock = map({
  format: oneOf('ganx-lock/1'),
  pid: { type: 'integer', minimum: 1, maximum: 2 ** 31 },
  host: text(1024),
  machine: text(1024),
  'began?': text(1024),
  token: { type: 'string', pattern: '^[0-9a-f]{8}$' },
});

export const checkpointIndex = map({ last: checkpointName, best: record(best(number), 16) });

const part = map({ bytes: natural, sha256 });
export const checkpointManifest = map({
  format: oneOf('ganx-checkpoint/1'),
  iteration: natural,
  reason: text(1024),
  'best?': checkpointName,
  files: {
    ...map({ 'weights.safetensors': part, 'optimizer.safetensors': part, 'state.json': part }),
    additionalProperties: false,
  },
});

const discriminatorStats = map({
  loss: number,
  opinionReal: number,
  opinionFake: number,
  accuracy: number,
  'penalty?': number,
  'terms?': record(number, 10_000),
});
const generatorStats = map({
  loss: number,
  opinionFake: number,
  'penalty?': number,
  'terms?': record(number, 10_000),
});

export const state = map({
  spec,
  counters,
  seconds: duration,
  discriminator: orNull(discriminatorStats),
  generator: orNull(generatorStats),
  'steppedIn?': map({ discriminator: natural, generator: natural }),
  'dueStats?': record(map({ counters, value: number }), 10_000),
  metrics: list(metric(number)),
  best: orNull(best(number)),
  'rollBacks?': list(rollBack),
  streams: record(natural, 100_000),
  cursor: map({ epoch: natural, position: natural }),
  ending: orNull(map({ type: verdictTypes, reason: text(), rule: text(1024) })),
  'unmeasured?': { type: 'boolean' },
  logBytes: natural,
  components: record(anything, 10_000),
});

/** A line of `log.jsonl`; what each type of event has beside that is judged by what reads it. */
export const event = map({
  time,
  type: name,
  'counters?': counters,
  'run?': name,
  'path?': text(4096),
  'reason?': text(),
  'message?': text(1 << 20),
  'verdict?': verdict,
  'values?': list(metric(spelledNumber)),
  'best?': best(spelledNumber),
  'rollBack?': rollBack,
  'learningRate?': spelledNumber,
  'seconds?': duration,
  'policy?': name,
  'phase?': oneOf('discriminator', 'generator'),
  'stats?': record(spelledNumber, 100),
  'discriminator?': record(spelledNumber, 100),
  'generator?': record(spelledNumber, 100),
});

/** A line of `metrics.jsonl`. */
export const metricLine: Schema = {
  ...map({
    iteration: natural,
    'metric?': name,
    'value?': spelledNumber,
    'goal?': oneOf('minimize', 'maximize'),
    'provenance?': record({ type: ['string', 'number', 'boolean', 'null'], maxLength: 65_536 }, 1000),
  }),
  maxProperties: 10_000,
};

export const evaluation = map({
  format: oneOf('ganx-evaluation/1'),
  at: instant,
  run: name,
  iteration: natural,
  checkpoint: text(4096),
  sha256,
  weights: oneOf('average', 'raw'),
  backend: text(1024),
  ganx: text(1024),
  metrics: list(anything, 1000),
  values: list(
    map({
      name,
      goal: oneOf('minimize', 'maximize'),
      mean: spelledNumber,
      deviation: orNull(spelledNumber),
      bySeed: list(
        map({ seed: { type: 'integer' }, value: spelledNumber, provenance: record(anything, 1000) }),
      ),
    }),
  ),
});
