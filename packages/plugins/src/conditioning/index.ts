import type { ConditioningComponent } from '@ganx/core/plugin';
import { auxiliaryClassifier } from './auxiliary-classifier.js';
import { labels } from './labels.js';
import { none } from './none.js';
import { projection } from './projection.js';

/** Built-in ways for class labels to reach the networks. */
export const conditionings: readonly ConditioningComponent[] = [
  auxiliaryClassifier,
  labels,
  none,
  projection,
];
