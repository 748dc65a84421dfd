import type { MetricValue, PropertySchema } from '@ganx/core/plugin';

/** The `monitor` option: which measured value a rule watches. */
export const monitorOption = {
  description: 'Name of the metric value to watch, as frechet-distance or mode-coverage/modes.',
  type: 'string',
  minLength: 1,
} as const satisfies PropertySchema;

/** The measurements of one value, oldest first. */
export function measurementsOf(monitor: string, evaluated: readonly MetricValue[]): readonly MetricValue[] {
  return evaluated.filter(({ name }) => name === monitor);
}

/** A measured number for a person: six significant digits, no trailing zeros. */
export function shown(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value);
}
