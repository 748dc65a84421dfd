import type { ScheduleComponent } from '@ganx/core/plugin';
import { constant } from './constant.js';
import { cosine } from './cosine.js';
import { exponential } from './exponential.js';
import { linear } from './linear.js';
import { piecewise } from './piecewise.js';
import { step } from './step.js';
import { warmUp } from './warm-up.js';

/** Built-in schedules. */
export const schedules: readonly ScheduleComponent[] = [
  constant,
  cosine,
  exponential,
  linear,
  piecewise,
  step,
  warmUp,
];
