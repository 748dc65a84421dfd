import type { ComponentKind } from '@ganx/core/plugin';

type Lines = Readonly<Record<string, string>>;

/** A GAN on points in the plane that trains in a second; each kind replaces the line that it belongs to. */
const parts: Lines = {
  data: '{ type: gaussian-ring, batchSize: 64 }',
  latent: '{ type: normal, size: 4 }',
  generator: '{ type: mlp, hidden: [32] }',
  discriminator: '{ type: mlp, hidden: [32] }',
  stop: '{ type: iterations, max: 200 }',
  checkpoint: '{ every: 100 }',
};

/** Kinds of an experiment. Searches, pruners and launchers stand in a sweep and have no template. */
export type ScaffoldKind = Exclude<ComponentKind, 'search' | 'pruner' | 'launcher'>;

const partsWith: { readonly [K in ScaffoldKind]: (address: string) => Lines } = {
  augmentation: (a) => ({ data: `{ type: gaussian-ring, batchSize: 64, augment: [${a}] }` }),
  balance: (a) => ({ balance: a }),
  callback: (a) => ({ callbacks: `[{ type: ${a}, every: 50 }]` }),
  conditioning: (a) => ({ conditioning: a }),
  dataset: (a) => ({ data: `{ type: ${a}, batchSize: 64 }` }),
  'feature-extractor': (a) => ({
    metrics: `[{ type: frechet-distance, features: ${a}, samples: 1000, every: 100 }]`,
  }),
  layer: (a) => ({
    generator: `\n  layers: [{ type: dense, units: 32 }, ${a}, { type: dense, units: 2 }]`,
  }),
  logger: (a) => ({ logging: `[tensorboard, jsonl, { type: ${a}, every: 10 }]` }),
  loss: (a) => ({ loss: a }),
  metric: (a) => ({ metrics: `[{ type: ${a}, every: 50 }]` }),
  network: (a) => ({ generator: a, discriminator: a }),
  optimizer: (a) => ({ optimizers: `\n  generator: ${a}\n  discriminator: ${a}` }),
  regularizer: (a) => ({ regularizers: `[${a}]` }),
  'stopping-rule': (a) => ({ stop: `\n  any:\n    - { type: iterations, max: 200 }\n    - ${a}` }),
};

export const scaffoldKinds = Object.keys(partsWith) as readonly ScaffoldKind[];

/** A spec that uses one new component of a plugin and trains. */
export function exampleSpec(kind: ScaffoldKind, address: string, plugin: string, schema?: string): string {
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
