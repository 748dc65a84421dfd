import type { StoppingRuleComponent } from '@ganx/core/plugin';

/** Built-in stopping rules. */
export const stoppingRules: readonly StoppingRuleComponent[] = [];
