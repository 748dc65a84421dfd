import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GanxError, RuntimeFailure } from '../errors.js';
import type { TrialExit, TrialJob, TrialProcess } from '../plugin/index.js';
import { reaches } from '../ranking.js';
import { attemptFile } from '../run/write-file.js';
import { ExpressionError } from './expression.js';
import { type Journal, type JournalEntry, journalNumber, type Stamped } from './journal.js';
import type { ValidSweep } from './load.js';
import { keyOf, propose } from './propose.js';
import { settleTrial } from './settle-trial.js';
import type { SweepState, TrialState } from './state.js';
import { findTrialRun, MetricReader, type TrialRun, trialFolder } from './trial-folder.js';

export interface DriveOptions {
  readonly sweep: ValidSweep;
  /** Absolute. */
  readonly folder: string;
  readonly parallel: number;
  /** Undefined: until the search has nothing left. */
  readonly total: number | undefined;
  /** Threads of each trial. */
  readonly threads: number;
  /** Bytes that each trial may use, where it runs on this machine. */
  readonly memory?: number;
  /** What trains a trial, or goes on with the run that it has. */
  readonly command: (start: TrialStart) => TrialJob['command'];
  /** Sees every entry right after the journal has it. */
  readonly onEntry?: (entry: Stamped, state: SweepState) => void;
  /** Polled: the name of the signal that asks the sweep to stop. */
  readonly interruption?: { readonly requested: string | undefined };
  /** How long a trial may take to save and end once it is asked. */
  readonly graceMilliseconds?: number;
}

export interface TrialStart {
  readonly trial: TrialState;
  /** The trial's own. */
  readonly folder: string;
  /** What an earlier attempt left. */
  readonly run: TrialRun | undefined;
  /** The run from whose last state it begins. */
  readonly parent: string | undefined;
}

type ProposedTrial = Extract<JournalEntry, { type: 'trial' }>;

interface Running {
  readonly trial: TrialState;
  readonly process: TrialProcess;
  readonly log: string;
  reader: MetricReader | undefined;
  run: TrialRun | undefined;
  /** When its files last changed. */
  changedAt: number;
  askedAt: number | undefined;
}

/** Failures are looked at as a share from this many ended trials on. */
const fewest = 4;

/**
 * Runs the trials of a sweep. Each worker takes one trial after the other; whatever happens is first written to the
 * journal and then acted upon, so that a driver that is killed at any moment can be followed by another.
 */
export class Driver {
  readonly #running = new Map<number, Running>();
  readonly #claimed = new Set<number>();
  readonly #seen: Set<string> | undefined;
  /** Workers whose search waits for a result. */
  #waiting: (() => void)[] = [];
  #stopping: string | undefined;
  #failure: GanxError | undefined;
  #exhausted = false;

  constructor(
    private readonly options: DriveOptions,
    private readonly journal: Journal,
    readonly state: SweepState,
  ) {
    if (options.sweep.exhaustive)
      this.#seen = new Set(state.trials.map((trial) => keyOf(this.#searched(trial))));
  }

  /** All workers at once, to the end of the sweep or to its stop. */
  async work(): Promise<void> {
    const workers = Array.from({ length: this.options.parallel }, () => this.#work());
    await Promise.all(workers);
    const { trials } = this.state;
    const open = trials.some(({ status }) => status === 'WAITING' || status === 'RUNNING');
    const complete = this.#stopping === undefined && !open;
    this.#note({ type: 'close', complete, reason: this.#stopping ?? this.#endReason() });
    if (this.#failure) throw this.#failure;
  }

  /** Starts no more trials, and asks those that run to save and end. */
  stop(reason: string): void {
    if (this.#stopping !== undefined) return;
    this.#stopping = reason;
    for (const running of this.#running.values()) this.#ask(running);
    this.#wake();
  }

  /** Looks at every running trial: new measurements, requests that were not followed, silence. */
  look(): void {
    const { requested } = this.options.interruption ?? {};
    if (requested !== undefined) this.stop(`${requested} asked the sweep to stop`);
    for (const running of this.#running.values()) this.#lookAt(running);
  }

  async #work(): Promise<void> {
    try {
      for (let trial = this.#take(); trial; trial = this.#take()) {
        if (trial === 'wait') await this.#nextEnd();
        else await this.#train(trial);
      }
    } catch (error) {
      this.#failure ??= error instanceof GanxError ? error : unexpected(error);
      this.stop(this.#failure.message);
    }
  }

  #nextEnd(): Promise<void> {
    if (![...this.#claimed].some((trial) => this.state.trials[trial]!.ended === undefined))
      throw new RuntimeFailure('GANX_SWEEP_WAIT', 'The search waits for a result, and no trial runs.');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #note(entry: JournalEntry): void {
    const stamped = this.journal.append(entry);
    this.state.apply(stamped);
    this.options.onEntry?.(stamped, this.state);
  }

  /** Trials that an earlier driver left running come first, then those that wait, then new ones. */
  #take(): TrialState | 'wait' | undefined {
    if (this.#stopping !== undefined) return undefined;
    const open = this.state.trials.filter(
      ({ trial, status }) => (status === 'RUNNING' || status === 'WAITING') && !this.#claimed.has(trial),
    );
    const next = open.find(({ status }) => status === 'RUNNING') ?? open[0] ?? this.#propose();
    if (next && next !== 'wait') this.#claimed.add(next.trial);
    return next;
  }

  #propose(): TrialState | 'wait' | undefined {
    const { sweep, total } = this.options;
    const { spec, search, space } = sweep;
    const { trials } = this.state;
    const last = trials.at(-1);
    // A driver that was killed may have noted some repeats of a point and not the others.
    if (last && last.repeat + 1 < spec.seeds) return this.#repeat(last);
    if (this.#exhausted || this.#targetReached()) return undefined;
    if (total !== undefined && trials.length + spec.seeds > total) return undefined;
    const proposed = propose({
      search,
      space,
      seed: spec.seed,
      from: last ? last.index + 1 : 0,
      history: sweep.usesHistory ? this.state.history() : [],
      seen: this.#seen,
    });
    if (proposed === 'wait') return proposed;
    // Without anything that varies there is one trial, whatever the method.
    if (!proposed || (space.axes.length === 0 && last)) {
      this.#exhausted = true;
      return undefined;
    }
    this.#seen?.add(keyOf(proposed.values));
    return this.#noteRepeats(0, {
      point: last ? last.point + 1 : 0,
      index: proposed.index,
      after: this.state.entries,
      at: proposed.at.map((unit) => unit ?? null),
      values: proposed.values,
      ...proposed.more,
    });
  }

  #repeat(last: TrialState): TrialState {
    const { point, repeat, index, after, at, parent, until, choice } = last;
    return this.#noteRepeats(repeat + 1, {
      ...{ point, index, after, at, values: this.#searched(last) },
      ...(parent !== undefined && { parent }),
      ...(until !== undefined && { until }),
      ...(choice !== undefined && { reason: choice }),
    });
  }

  /** Notes a point's trials from one of its repeats on; gives the first of them. */
  #noteRepeats(from: number, point: Omit<ProposedTrial, 'type' | 'trial' | 'repeat'>): TrialState {
    const { experiment, spec } = this.options.sweep;
    const first = this.state.trials.length;
    for (let repeat = from; repeat < spec.seeds; repeat++) {
      const seed = spec.seeds > 1 ? { seed: experiment.spec.seed + repeat } : {};
      const trial = first + repeat - from;
      this.#note({ type: 'trial', trial, repeat, ...point, values: { ...point.values, ...seed } });
    }
    return this.state.trials[first]!;
  }

  /** The values that the search chose, without the seed of a repeat. */
  #searched({ values }: TrialState) {
    if (this.options.sweep.spec.seeds === 1) return values;
    const { seed: _seed, ...searched } = values;
    return searched;
  }

  #targetReached(): boolean {
    const { metric } = this.options.sweep.spec;
    if (metric?.target === undefined) return false;
    return this.state.trials.some(
      ({ value }) => value !== undefined && reaches(value, metric.target!, metric.goal),
    );
  }

  async #train(trial: TrialState): Promise<void> {
    const folder = join(this.options.folder, trialFolder(trial.trial));
    attemptFile(folder, 'created', () => mkdirSync(folder, { recursive: true }));
    const left = trial.status === 'RUNNING';
    const { memory } = this.options;
    const name = `${this.options.sweep.spec.name}/${trial.trial}`;
    const job = { name, folder, ...(memory !== undefined && { memory }) };
    const before = left ? await this.options.sweep.launcher.find(job, trial.process) : undefined;
    // One that ended after its driver did has left its result.
    let exit: TrialExit | undefined = before
      ? await this.#watch(trial, before, folder)
      : left
        ? { code: null, signal: null }
        : undefined;
    for (let deaths = 0; ; ) {
      if (exit) {
        this.#readRest(trial, folder);
        const settled = settleTrial({
          trial,
          exit,
          run: findTrialRun(folder),
          log: join(folder, 'log.txt'),
          stopping: this.#stopping !== undefined,
          // A process that an earlier driver left is no failure of this one's.
          mayRetry: (left && deaths === 0 && !before) || deaths < this.options.sweep.spec.retries,
        });
        if (settled.next === 'end') {
          this.#end(trial, settled.state, settled.verdict, settled.reason, folder);
          return;
        }
        this.#note({ type: 'wait', trial: trial.trial, reason: settled.reason });
        deaths++;
      }
      if (this.#stopping !== undefined) return;
      exit = await this.#start(trial, job);
    }
  }

  async #start(trial: TrialState, job: Pick<TrialJob, 'name' | 'folder' | 'memory'>): Promise<TrialExit> {
    const { sweep, threads } = this.options;
    const run = findTrialRun(job.folder);
    const parent = trial.parent === undefined ? undefined : this.state.trials[trial.parent]!.run;
    const command = this.options.command({
      trial,
      folder: job.folder,
      run,
      parent: parent && join(this.options.folder, parent),
    });
    const resumed = run?.hasCheckpoint === true;
    this.#note({ type: 'start', trial: trial.trial, attempt: trial.attempts + 1, resumed });
    const process = await sweep.launcher.start({
      ...job,
      command,
      log: join(job.folder, 'log.txt'),
      threads,
    });
    this.#note({ type: 'process', trial: trial.trial, id: process.id });
    return this.#watch(trial, process, job.folder);
  }

  async #watch(trial: TrialState, process: TrialProcess, folder: string): Promise<TrialExit> {
    const running: Running = {
      trial,
      process,
      log: join(folder, 'log.txt'),
      reader: undefined,
      run: undefined,
      changedAt: Date.now(),
      askedAt: undefined,
    };
    this.#running.set(trial.trial, running);
    if (this.#stopping !== undefined || trial.decisions.at(-1)?.verdict === 'stop') this.#ask(running);
    const exit = await process.exited;
    this.#running.delete(trial.trial);
    return exit;
  }

  #ask(running: Running): void {
    running.askedAt ??= Date.now();
    running.process.stop();
  }

  #lookAt(running: Running): void {
    const now = Date.now();
    if (running.askedAt !== undefined) {
      if (now - running.askedAt > (this.options.graceMilliseconds ?? 120_000)) running.process.kill();
      return;
    }
    const folder = join(this.options.folder, trialFolder(running.trial.trial));
    running.run ??= findTrialRun(folder);
    const heard = [running.log, running.run && join(running.run.folder, 'log.jsonl')].flatMap((file) =>
      file !== undefined && existsSync(file) ? [statSync(file).mtimeMs] : [],
    );
    running.changedAt = Math.max(running.changedAt, ...heard);
    if (now - running.changedAt > this.options.sweep.spec.stallMinutes * 60_000) running.process.kill();
    running.reader ??= this.#reader(running.trial, running.run);
    for (const measured of running.reader?.read() ?? [])
      this.#report(running.trial, measured, () => this.#ask(running));
  }

  #reader(trial: TrialState, run: TrialRun | undefined): MetricReader | undefined {
    const { metric } = this.options.sweep.spec;
    if (!metric || !run) return undefined;
    return new MetricReader(join(run.folder, 'metrics.jsonl'), metric.name, trial.reports.at(-1)?.iteration);
  }

  /** What was measured between the last look and the end; nobody is judged by it any more. */
  #readRest(trial: TrialState, folder: string): void {
    for (const { iteration, value } of this.#reader(trial, findTrialRun(folder))?.read() ?? [])
      this.#note({ type: 'report', trial: trial.trial, iteration, value: journalNumber(value) });
  }

  #report(
    trial: TrialState,
    { iteration, value }: { iteration: number; value: number },
    prune: () => void,
  ): void {
    this.#note({ type: 'report', trial: trial.trial, iteration, value: journalNumber(value) });
    const { pruner } = this.options.sweep;
    if (!pruner || trial.decisions.at(-1)?.verdict === 'stop') return;
    const others = this.state.trials.filter((other) => other !== trial && other.attempts > 0);
    const decision = pruner.judge({
      trial: this.state.pruned(trial),
      others: others.map((other) => this.state.pruned(other)),
    });
    if (!decision) return;
    this.#note({ type: 'judged', trial: trial.trial, decision });
    if (decision.verdict === 'stop') prune();
  }

  #end(
    trial: TrialState,
    state: 'COMPLETE' | 'PRUNED' | 'FAIL',
    verdict: string,
    reason: string,
    folder: string,
  ): void {
    const run = findTrialRun(folder);
    const value = state === 'FAIL' ? undefined : this.state.valueOf(trial);
    this.#note({
      type: 'end',
      trial: trial.trial,
      state,
      verdict,
      reason,
      value: value === undefined ? null : journalNumber(value),
      iteration: run?.result?.counters.iteration ?? trial.reports.at(-1)?.iteration ?? 0,
      run: run ? relative(this.options.folder, run.folder) : null,
    });
    if (state === 'FAIL') this.#judgeFailures(trial);
    this.#wake();
  }

  #judgeFailures({ trial }: TrialState): void {
    const { onTrialError, maxFailureRate } = this.options.sweep.spec;
    if (onTrialError === 'stop') this.stop(`trial ${trial} failed, and onTrialError is stop`);
    const failed = this.state.count('FAIL');
    const ended = failed + this.state.count('COMPLETE') + this.state.count('PRUNED');
    if (ended >= fewest && failed / ended > maxFailureRate)
      this.stop(`${failed} of ${ended} trials failed, more than maxFailureRate (${maxFailureRate}) allows`);
  }

  #endReason(): string {
    if (this.#targetReached()) return 'a trial reached the target';
    if (this.#exhausted)
      return this.options.sweep.exhaustive ? 'every combination was tried' : 'the search is at its end';
    return `all ${this.state.trials.length} trials are done`;
  }
}

function unexpected(error: unknown): GanxError {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ExpressionError)
    return new RuntimeFailure('GANX_SWEEP_EXPRESSION', `An expression of the sweep failed: ${message}`, {
      cause: error,
    });
  return new RuntimeFailure('GANX_SWEEP_DRIVER', `The sweep's driver failed: ${message}`, { cause: error });
}
