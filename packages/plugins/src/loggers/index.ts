import type { LoggerComponent } from '@ganx/core/plugin';
import { jsonl } from './jsonl.js';

export const loggers: readonly LoggerComponent[] = [jsonl];
