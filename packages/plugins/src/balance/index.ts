import type { BalanceComponent } from '@ganx/core/plugin';
import { constant } from './constant.js';

/** Built-in balance policies. */
export const balances: readonly BalanceComponent[] = [constant];
