import type { ConditioningComponent } from '@ganx/core/plugin';
import { none } from './none.js';

/** Built-in ways for class labels to reach the networks. */
export const conditionings: readonly ConditioningComponent[] = [none];
