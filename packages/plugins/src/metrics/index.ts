import type { MetricComponent } from '@ganx/core/plugin';
import { classifierAgreement } from './classifier-agreement.js';
import { frechetDistance } from './frechet-distance.js';
import { modeCoverage } from './mode-coverage.js';
import { parzen } from './parzen.js';

/** Built-in metrics. */
export const metrics: readonly MetricComponent[] = [
  classifierAgreement,
  frechetDistance,
  modeCoverage,
  parzen,
];
