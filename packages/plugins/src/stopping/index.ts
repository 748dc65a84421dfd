import type { StoppingRuleComponent } from '@ganx/core/plugin';
import { images } from './images.js';
import { iterations } from './iterations.js';
import { nonFinite } from './non-finite.js';
import { overpowered } from './overpowered.js';
import { plateau } from './plateau.js';
import { target } from './target.js';
import { time } from './time.js';

/** Built-in stopping rules. */
export const stoppingRules: readonly StoppingRuleComponent[] = [
  images,
  iterations,
  nonFinite,
  overpowered,
  plateau,
  target,
  time,
];
