import type { ConditioningComponent } from '@ganx/core/plugin';
import { labels } from './labels.js';
import { none } from './none.js';

/** Built-in ways for class labels to reach the networks. */
export const conditionings: readonly ConditioningComponent[] = [labels, none];
