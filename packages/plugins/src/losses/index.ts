import type { LossComponent } from '@ganx/core/plugin';
import { began } from './began.js';
import { hinge } from './hinge.js';
import { leastSquares } from './least-squares.js';
import { minimax } from './minimax.js';
import { nonSaturating } from './non-saturating.js';
import { relativistic } from './relativistic.js';
import { wasserstein } from './wasserstein.js';

/** Built-in losses. */
export const losses: readonly LossComponent[] = [
  began,
  hinge,
  leastSquares,
  minimax,
  nonSaturating,
  relativistic,
  wasserstein,
];
