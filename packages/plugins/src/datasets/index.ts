import type { DatasetComponent } from '@ganx/core/plugin';
import { fashionMnist } from './fashion-mnist.js';
import { gaussianGrid } from './gaussian-grid.js';
import { gaussianRing } from './gaussian-ring.js';
import { idx } from './idx.js';
import { mnist } from './mnist.js';

export const datasets: readonly DatasetComponent[] = [fashionMnist, gaussianGrid, gaussianRing, idx, mnist];
