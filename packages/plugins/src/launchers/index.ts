import type { LauncherComponent } from '@ganx/core/plugin';
import { local } from './local.js';
import { slurm } from './slurm.js';

/** Built-in places where trials run. */
export const launchers: readonly LauncherComponent[] = [local, slurm];
