import type { RegularizerComponent } from '@ganx/core/plugin';
import { featureMatching } from './feature-matching.js';
import { gradientPenalty } from './gradient-penalty.js';
import { lecam } from './lecam.js';
import { r1 } from './r1.js';
import { r2 } from './r2.js';
import { weightClipping } from './weight-clipping.js';

/** Built-in regularizers. */
export const regularizers: readonly RegularizerComponent[] = [
  featureMatching,
  gradientPenalty,
  lecam,
  r1,
  r2,
  weightClipping,
];
