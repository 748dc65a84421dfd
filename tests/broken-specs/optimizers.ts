import type { DatasetInfo } from '@ganx/core/plugin';
import { spec, type Table } from './broken.js';

const ring: DatasetInfo = { shape: [2], dtype: 'float32', size: 64, range: [-1, 1] };

const generator = (optimizer: string): string => spec({ optimizers: `{ generator: ${optimizer} }` });

/** Mistakes in optimizers that are made of others. */
export const optimizerMistakes: Table = {
  'a chain of nothing': {
    spec: spec({ optimizers: '{ ‸generator: { type: chain } }' }),
    problems: [{ code: 'GANX_SPEC_MISSING_KEY', path: 'optimizers.generator.of', says: 'needs "of"' }],
  },
  'a chain of one': {
    spec: generator('{ type: chain, ‸of: [adam] }'),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'optimizers.generator.of', says: 'at least 2' }],
  },
  'a chain whose links are no optimizers': {
    spec: generator('{ type: chain, of: [‸r1, adam] }'),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_TYPE', path: 'optimizers.generator.of.0.type', says: 'is a regularizer' },
    ],
  },
  'a misspelt link of a chain': {
    spec: generator('{ type: chain, of: [{ type: ‸clip-by-norm, max: 1 }, adam] }'),
    problems: [
      {
        code: 'GANX_SPEC_UNKNOWN_TYPE',
        path: 'optimizers.generator.of.0.type',
        says: '"clip-by-norm"',
      },
    ],
  },
  'a misspelt option in a link of a chain': {
    spec: generator('{ type: chain, of: [{ type: clip-by-value, max: 1 }, { type: adam, ‸beta: 0.5 }] }'),
    problems: [
      { code: 'GANX_SPEC_UNKNOWN_KEY', path: 'optimizers.generator.of.1.beta', says: 'has no key "beta"' },
    ],
  },
  'a bound for gradients that is not above 0': {
    spec: generator('{ type: chain, of: [{ type: clip-by-global-norm, max: ‸0 }, adam] }'),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'optimizers.generator.of.0.max', says: 'above 0' }],
  },
  'a chain that goes on behind what moves the weights': {
    spec: generator('{ type: chain, of: [{ type: ‸adam }, { type: clip-by-value, max: 1 }] }'),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.of.0.type',
        says: 'it has to be the last of the chain',
      },
    ],
  },
  'a chain in which nothing moves the weights': {
    spec: generator(
      '{ type: chain, of: [{ type: clip-by-value, max: 1 }, { type: ‸weight-decay, decay: 0.1 }] }',
    ),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.of.1.type',
        says: '"weight-decay" has no learning rate. Put one after it',
      },
    ],
  },
  'an optimizer that only changes gradients': {
    spec: generator('{ type: ‸clip-by-global-norm, max: 1 }'),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.type',
        says: 'has no learning rate: by itself it trains nothing. Put it before one that does',
      },
    ],
  },
  'gradients that nothing uses once they are gathered': {
    spec: generator('{ type: ‸accumulate, steps: 2, of: weight-decay }'),
    info: ring,
    problems: [
      { code: 'GANX_SPEC_SEMANTIC', path: 'optimizers.generator.type', says: 'has no learning rate' },
    ],
  },
  'gradients that are gathered over one step': {
    spec: generator('{ type: accumulate, steps: ‸1, of: adam }'),
    problems: [{ code: 'GANX_SPEC_VALUE', path: 'optimizers.generator.steps', says: 'at least 2' }],
  },
  'what an option of a link says of itself, at its place': {
    spec: generator(
      '{ type: chain, of: [weight-decay, { type: adam, schedule: { shape: ‸linear, floor: 1 } }] }',
    ),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.of.1.schedule.shape',
        says: 'A linear schedule needs overUpdates',
      },
    ],
  },
  'a decay of weights that moves below 0': {
    spec: generator(
      '{ type: adamw, ‸decay: { type: linear, from: 0.1, to: -0.1, over: 9, counter: images } }',
    ),
    info: ring,
    problems: [
      {
        code: 'GANX_SPEC_SEMANTIC',
        path: 'optimizers.generator.decay',
        says: 'must be at least 0, at every moment',
      },
    ],
  },
};
