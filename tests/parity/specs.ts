const common = `
seed: 11
loss: non-saturating
optimizers:
  generator: { type: adam, learningRate: 2e-4, beta1: 0.5 }
  discriminator: { type: adam, learningRate: 2e-4, beta1: 0.5 }
ema: { decay: 0.9 }
stop: { type: iterations, max: 50 }
logging: [{ type: jsonl, every: 1 }]
checkpoint: { every: 25 }
`;

/** The benchmark's three workloads, small enough for the plain JavaScript backend. */
export const specs = {
  ring: `name: ring
data: { type: gaussian-ring, batchSize: 64 }
latent: { type: normal, size: 2 }
generator: { layers: [{ type: dense, units: 128 }, relu, { type: dense, units: 128 }, relu, { type: dense, units: 2 }] }
discriminator: { layers: [{ type: dense, units: 128 }, relu, { type: dense, units: 128 }, relu, { type: dense, units: 1 }] }
${common}`,
  mlp: `name: mlp
data: { type: mnist, batchSize: 8, range: [0, 1] }
latent: { type: normal, size: 100 }
conditioning: labels
generator: { layers: [{ type: dense, units: 64 }, relu, { type: dense, units: 784 }, sigmoid, { type: reshape, shape: [28, 28, 1] }] }
discriminator:
  layers:
    - flatten
    - { type: maxout, units: 16, pieces: 2 }
    - { type: dropout, rate: 0.5 }
    - { type: dense, units: 64 }
    - leaky-relu
    - { type: dropout, rate: 0.5 }
    - { type: dense, units: 1 }
${common}`,
  dcgan: `name: dcgan
data: { type: mnist, batchSize: 2 }
latent: { type: normal, size: 16 }
generator: { type: dcgan, baseFilters: 2 }
discriminator: { type: dcgan, baseFilters: 2 }
${common}`,
  'wgan-gp': `name: wgan-gp
data: { type: mnist, batchSize: 2 }
latent: { type: normal, size: 16 }
generator: { type: dcgan, baseFilters: 2 }
discriminator: { type: dcgan, baseFilters: 2, dropout: 0 }
regularizers: [{ type: gradient-penalty, weight: 10 }]
balance: { type: constant, discriminatorSteps: 2 }
${common.replace('loss: non-saturating', 'loss: wasserstein').replace('max: 50', 'max: 25')}`,
} as const;

const block = (...rest: string[]) =>
  `{ type: residual, layers: [relu, { type: conv, filters: 16, kernel: 3 }, relu, { type: conv, filters: 16, kernel: 3 }, ${rest}] }`;
const larger = `{ type: residual, layers: [batch-norm, relu, upsample, { type: conv, filters: 16, kernel: 3 }, batch-norm, relu, { type: conv, filters: 16, kernel: 3 }] }`;

/** Residual networks of whole blocks of channels, which take other ways through the compiler; few steps, as plain JavaScript is slow. */
export const residual = `name: residual
data: { type: mnist, batchSize: 2 }
latent: { type: normal, size: 16 }
generator:
  layers:
    - { type: dense, units: 784 }
    - { type: reshape, shape: [7, 7, 16] }
    - ${larger}
    - batch-norm
    - relu
    - { type: conv-transpose, filters: 1, kernel: 4, stride: 2 }
    - tanh
discriminator:
  layers:
    - { type: conv, filters: 16, kernel: 4, stride: 2 }
    - ${block('average-pool')}
    - ${block()}
    - relu
    - global-average-pool
    - { type: dense, units: 1 }
regularizers: [{ type: gradient-penalty, weight: 10 }]
balance: { type: constant, discriminatorSteps: 2 }
${common
  .replace('loss: non-saturating', 'loss: wasserstein')
  .replace('max: 50', 'max: 3')
  .replace('every: 25', 'every: 3')}`;
