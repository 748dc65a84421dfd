import type { OptimizerComponent } from '@ganx/core/plugin';
import { accumulate } from './accumulate.js';
import { adam } from './adam.js';
import { adamw } from './adamw.js';
import { chain } from './chain.js';
import { clipByElement, clipByGlobalNorm } from './clip.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';
import { weightDecay } from './weight-decay.js';

/** Built-in optimizers. */
export const optimizers: readonly OptimizerComponent[] = [
  accumulate,
  adam,
  adamw,
  chain,
  clipByGlobalNorm,
  clipByElement,
  rmsprop,
  sgd,
  weightDecay,
];
