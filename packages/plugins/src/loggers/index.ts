import type { LoggerComponent } from '@ganx/core/plugin';
import { jsonl } from './jsonl.js';
import { tensorboard } from './tensorboard.js';

/** Built-in loggers. */
export const loggers: readonly LoggerComponent[] = [jsonl, tensorboard];
