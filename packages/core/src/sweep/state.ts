import { exitCodeOf } from '../exit-code.js';
import type { Evaluated, PruneDecision, PrunedTrial, VerdictType } from '../plugin/index.js';
import { bestOf, type Goal, middleOf } from '../ranking.js';
import type { JournalEntry, Stamped } from './journal.js';
import type { Values } from './space.js';

export type TrialStatus = 'WAITING' | 'RUNNING' | 'COMPLETE' | 'PRUNED' | 'FAIL';

export interface TrialState {
  readonly trial: number;
  readonly point: number;
  readonly repeat: number;
  readonly index: number;
  readonly after: number;
  readonly at: readonly (number | null)[];
  readonly values: Values;
  /** The trial from whose last state it goes on. */
  readonly parent: number | undefined;
  /** The iteration at which it ends, unless the experiment ends it before. */
  readonly until: number | undefined;
  /** Why the search chose it. */
  readonly choice: string | undefined;
  status: TrialStatus;
  /** Times that a process was started for it, over all sessions. */
  attempts: number;
  /** What its launcher knows its process by. */
  process: string | undefined;
  /** The metric as it was measured, by iteration. */
  readonly reports: { readonly iteration: number; readonly value: number }[];
  readonly decisions: PruneDecision[];
  verdict: string | undefined;
  reason: string | undefined;
  /** The value that counts: the best or the last report, as the sweep says. */
  value: number | undefined;
  /** Relative to the sweep's folder. */
  run: string | undefined;
  /** How many trials ended before it. */
  ended: number | undefined;
  startedAt: number | undefined;
  endedAt: number | undefined;
}

type Header = Extract<JournalEntry, { type: 'sweep' }>;

/** What a journal says of a sweep. */
export class SweepState {
  header: Header | undefined;
  /** By number. */
  readonly trials: TrialState[] = [];
  total: number | null = null;
  parallel = 1;
  sessions = 0;
  entries = 0;
  closed: { readonly reason: string; readonly complete: boolean } | undefined;
  #ended = 0;

  static of(entries: Iterable<Stamped>): SweepState {
    const state = new SweepState();
    for (const entry of entries) state.apply(entry);
    return state;
  }

  apply(entry: Stamped): void {
    this.entries++;
    switch (entry.type) {
      case 'sweep':
        this.header = entry;
        break;
      case 'session':
        this.sessions++;
        this.total = entry.total;
        this.parallel = entry.parallel;
        this.closed = undefined;
        break;
      case 'trial':
        this.trials[entry.trial] = fresh(entry);
        break;
      case 'close':
        this.closed = entry;
        break;
      default:
        this.#applyTo(this.trials[entry.trial]!, entry);
    }
  }

  #applyTo(trial: TrialState, entry: Stamped): void {
    switch (entry.type) {
      case 'start':
        trial.status = 'RUNNING';
        trial.attempts = entry.attempt;
        trial.process = undefined;
        trial.startedAt ??= entry.time;
        break;
      case 'process':
        trial.process = entry.id;
        break;
      case 'report':
        trial.reports.push({ iteration: entry.iteration, value: Number(entry.value) });
        break;
      case 'judged':
        trial.decisions.push(entry.decision);
        break;
      case 'wait':
        trial.status = 'WAITING';
        trial.reason = entry.reason;
        break;
      case 'end':
        trial.status = entry.state;
        trial.verdict = entry.verdict;
        trial.reason = entry.reason;
        trial.value = entry.value === null ? undefined : Number(entry.value);
        trial.run = entry.run ?? undefined;
        trial.ended = this.#ended++;
        trial.endedAt = entry.time;
        break;
      default:
    }
  }

  count(status: TrialStatus): number {
    return this.trials.filter((trial) => trial.status === status).length;
  }

  get goal(): Goal {
    return this.header?.metric?.goal ?? 'minimize';
  }

  /** Losses are values times this, so that the smaller one is better. */
  get sign(): 1 | -1 {
    return this.goal === 'maximize' ? -1 : 1;
  }

  /** Points in the order in which they were proposed; repeats of a point count once, by their median. */
  history(): readonly Evaluated[] {
    const points: TrialState[][] = [];
    for (const trial of this.trials) {
      const repeats = points[trial.point];
      if (repeats) repeats.push(trial);
      else points[trial.point] = [trial];
    }
    return points.map((repeats) => this.#evaluated(repeats));
  }

  #evaluated(repeats: readonly TrialState[]): Evaluated {
    const value = middleOf(
      repeats.map((one) => (one.status === 'FAIL' ? undefined : one.value)),
      this.goal,
    );
    const statuses = repeats.map(({ status }) => status);
    const open = statuses.some((status) => status === 'WAITING' || status === 'RUNNING');
    const state = open
      ? 'running'
      : statuses.includes('COMPLETE')
        ? 'complete'
        : statuses.includes('PRUNED')
          ? 'pruned'
          : 'failed';
    return {
      point: repeats[0]!.at.map((unit) => unit ?? undefined),
      state,
      sound: repeats.every(isSound),
      loss: open || value === undefined || !Number.isFinite(value) ? undefined : this.sign * value,
      iteration: Math.max(0, ...repeats.flatMap(({ reports }) => reports.map(({ iteration }) => iteration))),
      ended: open ? undefined : Math.max(...repeats.map(({ ended }) => ended!)),
    };
  }

  /** A trial as pruners see it. */
  pruned({ trial, status, reports }: TrialState): PrunedTrial {
    const states = {
      WAITING: 'running',
      RUNNING: 'running',
      COMPLETE: 'complete',
      PRUNED: 'pruned',
      FAIL: 'failed',
    } as const;
    return {
      trial,
      state: states[status],
      reports: reports.map(({ iteration, value }) => ({
        iteration,
        loss: Number.isFinite(value) ? this.sign * value : Infinity,
      })),
    };
  }

  /** The value of a trial by its reports: what `end` records. NaN where the best one is not finite; undefined without any. */
  valueOf({ reports }: TrialState): number | undefined {
    if (this.header?.metric?.take === 'last') return reports.at(-1)?.value;
    return bestOf(
      reports.map(({ value }) => value),
      this.goal,
    );
  }
}

/** Whether another trial may go on from its state. */
const isSound = ({ status, verdict }: TrialState): boolean =>
  status === 'COMPLETE' && exitCodeOf(verdict as VerdictType) === 0;

function fresh(entry: Extract<JournalEntry, { type: 'trial' }>): TrialState {
  const { trial, point, repeat, index, after, at, values, parent, until, reason } = entry;
  return {
    trial,
    point,
    repeat,
    index,
    after,
    at,
    values,
    parent,
    until,
    choice: reason,
    status: 'WAITING',
    attempts: 0,
    process: undefined,
    reports: [],
    decisions: [],
    verdict: undefined,
    reason: undefined,
    value: undefined,
    run: undefined,
    ended: undefined,
    startedAt: undefined,
    endedAt: undefined,
  };
}
