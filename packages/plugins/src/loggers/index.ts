import type { LoggerComponent } from '@ganx/core/plugin';

/** Built-in loggers. */
export const loggers: readonly LoggerComponent[] = [];
