import type { OptimizerComponent } from '@ganx/core/plugin';
import { adam } from './adam.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

/** Built-in optimizers. */
export const optimizers: readonly OptimizerComponent[] = [adam, rmsprop, sgd];
