import type { CallbackComponent } from '@ganx/core/plugin';
import { adviceMaps } from './advice-maps.js';
import { gradientHistograms } from './gradient-histograms.js';
import { graph } from './graph.js';
import { prCurve } from './pr-curve.js';
import { progress } from './progress.js';
import { projector } from './projector.js';
import { sampleGrid } from './sample-grid.js';
import { weightHistograms } from './weight-histograms.js';

/** Built-in callbacks. */
export const callbacks: readonly CallbackComponent[] = [
  adviceMaps,
  gradientHistograms,
  graph,
  prCurve,
  progress,
  projector,
  sampleGrid,
  weightHistograms,
];
