import type { ComponentKind } from '@ganx/core/plugin';

type Lines = Readonly<Record<string, string>>;

/** A GAN on points in the plane that trains in a second; each kind replaces the line that it belongs to. */
const parts: Lines = {
  data: '{ type: gaussian-ring, batchSize: 64 }',
  latent: '{ type: normal, size: 4 }',
  generator: '{ type: mlp, hidden: [32] }',
  discriminator: '{ type: mlp, hidden: [32] }',
  stop: '{ any: [{ type: iterations, max: 200 }, non-finite] }',
  checkpoint: '{ every: 100 }',
};

/** A sweep compares its trials by a measurement. */
const measured: Lines = {
  metrics: '[{ type: parzen, sigma: 0.01, samples: 1000, heldOut: 1000, every: 50 }]',
};

const partsWith: { readonly [K in ComponentKind]: (address: string) => Lines } = {
  augmentation: (a) => ({ data: `{ type: gaussian-ring, batchSize: 64, augment: [${a}] }` }),
  balance: (a) => ({ balance: a }),
  callback: (a) => ({ callbacks: `[{ type: ${a}, every: 50 }]` }),
  conditioning: (a) => ({ conditioning: a }),
  dataset: (a) => ({ data: `{ type: ${a}, batchSize: 64 }` }),
  'feature-extractor': (a) => ({
    metrics: `[{ type: frechet-distance, features: ${a}, samples: 1000, every: 100 }]`,
  }),
  launcher: () => measured,
  layer: (a) => ({
    generator: `\n  layers: [{ type: dense, units: 32 }, ${a}, { type: dense, units: 2 }]`,
  }),
  logger: (a) => ({ logging: `[tensorboard, jsonl, { type: ${a}, every: 10 }]` }),
  loss: (a) => ({ loss: a }),
  metric: (a) => ({ metrics: `[{ type: ${a}, every: 50 }]` }),
  network: (a) => ({ generator: a, discriminator: a }),
  optimizer: (a) => ({ optimizers: `\n  generator: ${a}\n  discriminator: ${a}` }),
  pruner: () => measured,
  regularizer: (a) => ({ regularizers: `[${a}]` }),
  schedule: (a) => ({
    optimizers: `\n  generator: { type: adam, learningRate: { type: ${a}, counter: images } }`,
  }),
  search: () => measured,
  'stopping-rule': (a) => ({
    stop: `\n  any:\n    - { type: iterations, max: 200 }\n    - non-finite\n    - ${a}`,
  }),
  'weight-transform': (a) => ({ discriminator: `{ type: mlp, hidden: [32], weights: [${a}] }` }),
};

/** A spec that uses one new component of a plugin and trains. */
export function exampleSpec(kind: ComponentKind, address: string, plugin: string, schema?: string): string {
  const lines = Object.entries({ ...parts, ...partsWith[kind](address) });
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    `name: ${address.replace('/', '-')}-example`,
    'seed: 7',
    `plugins: [${JSON.stringify(plugin)}]`,
    ...lines.map(([key, value]) => `${key}:${value.startsWith('\n') ? '' : ' '}${value}`),
    '',
  ].join('\n');
}

/** A sweep over that spec which uses a new search, pruner or launcher; undefined for kinds that an experiment names. */
export function exampleSweep(
  kind: ComponentKind,
  address: string,
  spec: string,
  schema: string,
): string | undefined {
  const uses: { readonly [K in ComponentKind]?: Lines } = {
    search: { method: address },
    pruner: { early_terminate: address },
    launcher: { launcher: address },
  };
  const own = uses[kind];
  if (!own) return undefined;
  const lines = Object.entries({
    experiment: spec,
    method: 'random',
    metric: '{ name: parzen/log-likelihood, goal: maximize }',
    run_cap: '4',
    parallel: '2',
    ...own,
    parameters:
      '\n  optimizers.generator.learningRate: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }',
  });
  return [
    `# yaml-language-server: $schema=${schema}`,
    ...lines.map(([key, value]) => `${key}:${value.startsWith('\n') ? '' : ' '}${value}`),
    '',
  ].join('\n');
}
