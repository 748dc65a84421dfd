import type { NetworkComponent } from '@ganx/core/plugin';
import { dcgan } from './dcgan.js';
import { mlp } from './mlp.js';

/** Built-in network presets. */
export const networks: readonly NetworkComponent[] = [dcgan, mlp];
