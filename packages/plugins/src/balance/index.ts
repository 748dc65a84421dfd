import type { BalanceComponent } from '@ganx/core/plugin';
import { constant } from './constant.js';
import { threshold } from './threshold.js';
import { warmUp } from './warm-up.js';

/** Built-in balance policies. */
export const balances: readonly BalanceComponent[] = [constant, threshold, warmUp];
