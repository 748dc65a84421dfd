import { join, relative } from 'node:path';
import { valueText as exactText, type RankedPoint, type SweepState } from '@ganx/core/sweep';
import type { Paint } from '../ansi.js';
import { number } from '../view/format.js';
import { lineageLines } from './lineage.js';

export function bestLines(
  best: readonly RankedPoint[],
  state: SweepState,
  folder: string,
  paint: Paint,
): string[] {
  const { metric } = state.header ?? {};
  if (!metric) return ['The sweep has no metric: nothing is best.'];
  if (best.length === 0) return ['No trial is done with a finite value yet.'];
  return best.flatMap(({ value, trials }, i) => {
    const spread =
      trials.length === 1 ? '' : ` (median of ${trials.map((trial) => number(trial.value!)).join(', ')})`;
    const where = trials.map(({ run }) => relative(process.cwd(), join(folder, run!)));
    const values = Object.entries(trials[0]!.values).filter(
      ([path]) => trials.length === 1 || path !== 'seed',
    );
    return [
      ...(i === 0 ? [] : ['']),
      `${paint.bold(`trial ${trials.map(({ trial }) => trial).join(', ')}`)}  ${metric.name} ${paint.green(number(value))}${spread}`,
      ...values.map(([path, given]) => `  ${path}=${exactText(given)}`),
      ...where.map((run) => `  run ${run}`),
      ...(trials[0]!.until === undefined ? [] : lineageLines(trials[0]!, state).map((line) => `  ${line}`)),
    ];
  });
}

export function bestJson(best: readonly RankedPoint[], folder: string): object {
  return {
    best: best.map(({ point, value, trials }) => ({
      point,
      value,
      values: trials[0]!.values,
      trials: trials.map(({ trial, value: own, run }) => ({ trial, value: own, run: join(folder, run!) })),
    })),
  };
}
