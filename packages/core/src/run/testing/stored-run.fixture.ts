/** What the engine stores of a small run, as plain values to be changed. */

const none = '0'.repeat(64);
const part = { type: 'some' };

export const storedSpec = (name = 'ring', seed = 1): object => ({
  name,
  seed,
  data: part,
  latent: part,
  generator: { layers: [] },
  discriminator: { layers: [] },
  loss: part,
  optimizers: { generator: part, discriminator: part },
  balance: part,
  stop: part,
  checkpoint: { every: 10, keepLast: 1 },
});

export const storedManifest = (run: string, changes: object = {}): object => ({
  format: 'ganx-run/1',
  run,
  seed: 1,
  spec: storedSpec(run.split('/')[0]),
  specSha256: none,
  startedAt: '2026-01-02T03:04:05.000Z',
  directory: '/',
  backend: { name: 'cpu', description: 'cpu' },
  versions: {},
  plugins: [],
  lockfile: null,
  git: null,
  machine: { platform: 'linux', release: '', arch: 'x64', processor: '', processors: 1, memoryBytes: 1 },
  dataset: { type: 'ring', size: 10, shape: [2], dtype: 'float32', fingerprint: 'data', drawn: false },
  ...changes,
});

export const storedCounters = (iteration: number) => ({
  iteration,
  discriminatorSteps: iteration,
  generatorSteps: iteration,
  images: 8 * iteration,
});

export const storedFacts = (iteration: number, changes: object = {}): object => ({
  spec: storedSpec(),
  counters: storedCounters(iteration),
  seconds: 1,
  discriminator: null,
  generator: null,
  metrics: [],
  best: null,
  rollBacks: [],
  streams: {},
  cursor: { epoch: 0, position: 0 },
  ending: null,
  logBytes: 0,
  components: {},
  ...changes,
});

export const storedResult = (run: string, iteration: number, changes: object = {}): object => ({
  run,
  folder: `/runs/${run}`,
  status: 'finished',
  verdict: { type: 'budget', reason: 'enough', iteration },
  counters: storedCounters(iteration),
  best: null,
  metrics: [],
  seconds: 1,
  exitCode: 0,
  rollBacks: [],
  sessions: [],
  ...changes,
});
