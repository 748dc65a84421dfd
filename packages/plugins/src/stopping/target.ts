import { defineStoppingRule, type Json, reaches, readSaved } from '@ganx/core/plugin';
import { measurementsOf, monitorOption, shown } from './monitor.js';

const stateSchema = { type: ['string', 'null'], maxLength: 10_000 } as const;

/**
 * The run is over when a metric reaches a value: value <= target if the metric is to be minimized, >= if maximized. The
 * latest evaluation decides, so that inside `all:` the rule can change its mind. What is not finite reaches nothing.
 */
export const target = defineStoppingRule({
  type: 'target',
  description: 'Stops when a metric reaches a value.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      monitor: monitorOption,
      value: { description: 'The value to reach, in the unit of the metric.', type: 'number' },
    },
    required: ['monitor', 'value'],
  },
  examples: [{ type: 'target', monitor: 'classifier-agreement', value: 0.95 }],
  monitors: ({ monitor }) => [monitor],
  verdicts: ['converged'],
  create({ monitor, value: wanted }) {
    let reached: string | null = null;
    return {
      decide({ evaluated }) {
        const latest = measurementsOf(monitor, evaluated).at(-1);
        if (latest) {
          const { value, goal } = latest;
          const there = reaches(value, wanted, goal);
          const asked = goal === 'minimize' ? 'at most' : 'at least';
          reached = there ? `${monitor} is ${shown(value)}; ${asked} ${shown(wanted)} was asked for` : null;
        }
        return reached === null ? undefined : { type: 'converged', reason: reached };
      },
      save: () => reached,
      load(saved: Json) {
        reached = readSaved<string | null>('stopping-rule target', stateSchema, saved);
      },
    };
  },
});
