import { type GanxError, PluginError, ShapeError, SpecError } from '../errors.js';
import type { VerdictType } from '../plugin/index.js';

const byVerdict: Readonly<Record<Exclude<VerdictType, 'failed'>, number>> = {
  converged: 0,
  budget: 0,
  diverged: 5,
  collapsed: 6,
  overpowered: 6,
  interrupted: 130,
};

/** The exit code that a run's end means. */
export function exitCodeOf(type: VerdictType, error?: GanxError): number {
  if (type !== 'failed') return byVerdict[type];
  if (error instanceof SpecError || error instanceof ShapeError) return 2;
  return error instanceof PluginError ? 3 : 4;
}
