import { join, relative } from 'node:path';
import { spellOut } from '@ganx/core/run';
import { rankPoints, type SweepState, type TrialState, trialFolder } from '@ganx/core/sweep';
import type { Paint } from '../ansi.js';
import { duration, number, table } from '../view/format.js';
import { valuesText } from './values-text.js';

interface StatusView {
  readonly folder: string;
  /** The process that drives the sweep. */
  readonly driver: number | undefined;
  readonly paint: Paint;
  readonly all: boolean;
}

/** Trials shown when not all are asked for; those that run and those that failed are among them. */
const shown = 30;
const mostFailures = 5;
const statuses = ['RUNNING', 'WAITING', 'COMPLETE', 'PRUNED', 'FAIL'] as const;

export function statusLines(state: SweepState, { folder, driver, paint, all }: StatusView): string[] {
  const { header, trials, total, closed } = state;
  const counts = statuses.map((status) => [status, state.count(status)] as const).filter(([, n]) => n > 0);
  const where =
    driver !== undefined
      ? `driven by process ${driver}`
      : closed
        ? closed.reason
        : 'not driven: `ganx sweep resume` goes on';
  const [best] = rankPoints(state);
  const lines = [
    `${paint.bold(header?.name ?? folder)}  ${header?.method ?? ''}  ${trials.length} of ${total ?? 'any number of'} trials  ${where}`,
    counts.map(([status, n]) => `${n} ${status}`).join('  '),
  ];
  if (best) lines.push(`best: trial ${best.trials[0]!.trial}, ${header?.metric?.name} ${number(best.value)}`);
  const chosen = all ? trials : choose(trials);
  if (chosen.length === 0) return lines;
  const head = ['trial', 'status', 'at', header?.metric?.name ?? 'value', 'time', 'values', ''];
  const rows = chosen.map((trial) => rowOf(trial, state));
  lines.push('', ...table([head, ...rows], [0, 2, 3, 4]));
  lines.push(...failureLines(trials, folder, paint));
  if (chosen.length < trials.length) lines.push(`${trials.length - chosen.length} more: --all shows them.`);
  return lines;
}

/** The latest failures in full, with where to read on; the table has only room for a word. */
function failureLines(trials: readonly TrialState[], folder: string, paint: Paint): string[] {
  const failed = trials.filter(({ status }) => status === 'FAIL');
  const told = failed
    .slice(-mostFailures)
    .flatMap(({ trial, reason }) => [
      `${paint.red(`trial ${trial} failed`)}: ${reason}`,
      `  log ${relative(process.cwd(), join(folder, trialFolder(trial), 'log.txt'))}`,
    ]);
  const more = failed.length - mostFailures;
  return failed.length === 0 ? [] : ['', ...(more > 0 ? [`${more} more failed; the latest:`] : []), ...told];
}

function choose(trials: readonly TrialState[]): readonly TrialState[] {
  const urgent = new Set(
    trials.filter(({ status }) => status === 'RUNNING' || status === 'FAIL').slice(-shown),
  );
  const rest = trials
    .filter((trial) => !urgent.has(trial))
    .slice(-Math.max(0, shown - urgent.size) || trials.length);
  const kept = new Set(urgent.size >= shown ? [] : rest);
  return trials.filter((trial) => urgent.has(trial) || kept.has(trial));
}

function rowOf(trial: TrialState, state: SweepState): string[] {
  const { status, reports, values, reason, verdict, startedAt, endedAt } = trial;
  const value = trial.value ?? state.valueOf(trial);
  // Nobody works at one that waits.
  const until = endedAt ?? (status === 'RUNNING' ? Date.now() : undefined);
  const seconds = startedAt === undefined || until === undefined ? undefined : (until - startedAt) / 1000;
  const note =
    status === 'FAIL'
      ? (reason?.match(/^GANX_\w+/)?.[0] ?? verdict ?? '')
      : status === 'COMPLETE'
        ? (verdict ?? '')
        : status === 'PRUNED' || status === 'WAITING'
          ? (reason ?? '')
          : '';
  const from = trial.parent === undefined ? '' : `from trial ${trial.parent}`;
  return [
    String(trial.trial),
    status,
    reports.length === 0 ? '' : String(reports.at(-1)!.iteration),
    value === undefined ? '' : number(value),
    seconds === undefined ? '' : duration(seconds),
    valuesText(values),
    [from, note].filter((part) => part !== '').join(', '),
  ];
}

export function statusJson(state: SweepState, folder: string, driver: number | undefined): object {
  const { header, trials, total, closed, sessions } = state;
  return {
    folder,
    name: header?.name,
    method: header?.method,
    experiment: header?.experiment,
    metric: header?.metric ?? null,
    driver: driver ?? null,
    total,
    sessions,
    complete: closed?.complete ?? false,
    reason: closed?.reason ?? null,
    counts: Object.fromEntries(statuses.map((status) => [status, state.count(status)])),
    trials: trials.map(
      ({
        trial,
        point,
        repeat,
        parent,
        until,
        status,
        values,
        value,
        reports,
        verdict,
        reason,
        run,
        attempts,
      }) => ({
        trial,
        point,
        repeat,
        parent: parent ?? null,
        until: until ?? null,
        status,
        values,
        value: spellOut('', value ?? null),
        iteration: reports.at(-1)?.iteration ?? 0,
        verdict: verdict ?? null,
        reason: reason ?? null,
        run: run === undefined ? null : join(folder, run),
        attempts,
      }),
    ),
  };
}
