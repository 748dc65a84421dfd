import type { SearchComponent } from '@ganx/core/plugin';
import { bayes } from './bayes.js';
import { cmaEs } from './cma-es.js';
import { grid } from './grid.js';
import { pbt } from './pbt.js';
import { random } from './random.js';
import { sobol } from './sobol.js';
import { tpe } from './tpe.js';

/** Built-in search methods. */
export const searches: readonly SearchComponent[] = [bayes, cmaEs, grid, pbt, random, sobol, tpe];
