import type { ConditioningComponent } from '@ganx/core/plugin';

/** Built-in ways for class labels to reach the networks. */
export const conditionings: readonly ConditioningComponent[] = [];
