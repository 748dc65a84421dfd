import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RunResult } from '@ganx/core/engine';
import type { Paint } from '../ansi.js';
import { count, duration, number, table } from './format.js';

/** How the run ended and where everything is. */
export function summaryLines(result: RunResult, paint: Paint, from = process.cwd()): string[] {
  const { verdict, counters, best, metrics, rollBacks, seconds, folder } = result;
  const good = verdict.type === 'converged' || verdict.type === 'budget';
  const name = paint.bold((good ? paint.green : paint.yellow)(verdict.type));
  const rule = verdict.rule === undefined ? '' : ` [${verdict.rule}]`;
  const here = (path: string): string => relative(from, path) || '.';
  const rows: string[][] = [
    [
      'trained',
      `${count(counters.iteration)} iterations, ${count(counters.discriminatorSteps)} D + ${count(counters.generatorSteps)} G steps, ${count(counters.images)} examples in ${duration(seconds)}`,
    ],
  ];
  const lowered = rollBacks.at(-1)?.learningRateFactor;
  if (lowered !== undefined)
    rows.push([
      'rolled back',
      `${rollBacks.length === 1 ? 'once' : `${count(rollBacks.length)} times`}, to ${rollBacks.map(({ to }) => to).join(', ')}; learning rates times ${number(lowered)}`,
    ]);
  for (const { name: metric, value } of metrics) rows.push([metric, number(value)]);
  if (best)
    rows.push([
      'best',
      `${best.monitor} ${number(best.value)} at iteration ${best.iteration}: ${here(join(folder, best.checkpoint))}`,
    ]);
  if (existsSync(join(folder, 'samples'))) rows.push(['samples', here(join(folder, 'samples'))]);
  rows.push(['result', here(join(folder, 'result.json'))]);
  if (readdirSync(folder).some((name) => name.includes('tfevents')))
    rows.push(['curves', `ganx tensorboard ${here(folder)}`]);
  return [
    '',
    `${name} at iteration ${verdict.iteration}: ${verdict.reason}${rule}`,
    ...table(rows).map((line) => `  ${line}`),
  ];
}
