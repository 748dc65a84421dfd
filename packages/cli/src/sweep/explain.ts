import { join, relative } from 'node:path';
import type { PruneDecision } from '@ganx/core/plugin';
import { valueText as exactText, type SweepState, type TrialState, trialFolder } from '@ganx/core/sweep';
import type { Paint } from '../ansi.js';
import { number } from '../view/format.js';
import { lineageLines } from './lineage.js';

/** Competitors listed of one decision; the rest is counted. */
const mostListed = 8;

/** Everything that is known of one trial, for a person. */
export function explainLines(trial: TrialState, state: SweepState, folder: string, paint: Paint): string[] {
  const { header, sign } = state;
  const { status, verdict, reason, point, repeat, index, after, attempts, reports } = trial;
  const value = trial.value ?? state.valueOf(trial);
  const metric = header?.metric;
  const lines = [
    `${paint.bold(`trial ${trial.trial}`)}  ${status}${verdict === undefined ? '' : ` (${verdict})`}${reason === undefined ? '' : `: ${reason}`}`,
    `  chosen by ${header?.method} as its proposal ${index}, knowing the first ${after} entries of the journal`,
    ...(trial.choice === undefined ? [] : [`  ${trial.choice}`]),
    ...(header && header.seeds > 1 ? [`  repeat ${repeat + 1} of ${header.seeds} of point ${point}`] : []),
    ...Object.entries(trial.values).map(([path, given]) => `  ${path}=${exactText(given)}`),
    `  ${attempts === 1 ? '1 process' : `${attempts} processes`}, log ${relative(process.cwd(), join(folder, trialFolder(trial.trial), 'log.txt'))}`,
  ];
  if (trial.run !== undefined) lines.push(`  run ${relative(process.cwd(), join(folder, trial.run))}`);
  if (metric && value !== undefined)
    lines.push(
      `  ${metric.name} ${number(value)}: the ${metric.take} of ${reports.length} ${reports.length === 1 ? 'measurement' : 'measurements'}`,
    );
  if (trial.until !== undefined)
    lines.push('  how its state came about:', ...lineageLines(trial, state).map((line) => `    ${line}`));
  for (const decision of trial.decisions)
    lines.push(...decisionLines(decision, sign, metric?.name ?? 'value', paint));
  if (trial.decisions.length === 0 && status === 'COMPLETE' && trial.until === undefined)
    lines.push('  no pruner judged it: none was asked for, or it ended before one could');
  return lines;
}

function decisionLines(decision: PruneDecision, sign: 1 | -1, metric: string, paint: Paint): string[] {
  const { verdict, rung, milestone, unit, loss, cutoff, competitors, reason } = decision;
  // Older journals have null for what is not finite.
  const show = (one: number | null | undefined) =>
    typeof one === 'number' && Number.isFinite(one) ? number(sign * one) : 'not finite';
  const listed = competitors.slice(0, mostListed).map((one) => `trial ${one.trial} ${show(one.loss)}`);
  const more = competitors.length > listed.length ? `, and ${competitors.length - listed.length} more` : '';
  const result = verdict === 'stop' ? paint.yellow('given up') : paint.green('goes on');
  return [
    `  rung ${rung} (${unit === 'iterations' ? `iteration ${milestone}` : `measurement ${milestone + 1}`}): ${result}, ${reason}`,
    `    ${metric} ${show(loss)}${cutoff === undefined ? '' : `, cut-off ${show(cutoff)}`}`,
    competitors.length === 0 ? '    nobody was there before it' : `    against ${listed.join(', ')}${more}`,
  ];
}
