import type { RegularizerComponent } from '@ganx/core/plugin';
import { gradientPenalty } from './gradient-penalty.js';
import { r1 } from './r1.js';
import { r2 } from './r2.js';
import { weightClipping } from './weight-clipping.js';

/** Built-in regularizers. */
export const regularizers: readonly RegularizerComponent[] = [gradientPenalty, r1, r2, weightClipping];
