import { type GanxError, RuntimeFailure } from '../../errors.js';
import type { Best, MetricValue, RunEvent, Verdict } from '../../plugin/index.js';
import { isBetter } from '../../ranking.js';
import { byTheClock, requireSpace } from '../../run/index.js';
import { unexpected } from '../build/plan.js';
import { findCulprit } from '../look/culprit.js';
import { earlierScalars, loggedScalars } from '../look/logged-scalars.js';
import type { FiredRule } from '../look/stopping.js';
import { takeTensors } from '../state/state.js';
import { firstNonFinite } from './finiteness.js';
import { patiently } from './patience.js';
import { mayRollBack } from './roll-back.js';
import { flushAll, saveCheckpoint, saveException } from './save-checkpoint.js';
import type { Session } from './session.js';
import { turn } from './turn.js';

/** How long the loop may keep the process from anything else: timers, signals. */
const breathMilliseconds = 50;
/** More than a tick of the built-in callbacks writes. */
const callbackBytes = 4 << 20;

export interface Ending {
  readonly verdict: Verdict;
  readonly error?: GanxError;
  /** Set when the run is not over: it has diverged, and is to go back. Nobody was told of an end. */
  readonly goesBack?: true;
}

/**
 * Trains until a rule, a signal or a failure ends the run, or until it has to go back. Every ending but divergence and failure leaves a checkpoint to
 * go on from.
 */
export async function runLoop(session: Session, stopwatch: Stopwatch): Promise<Ending> {
  const { bus, progress, run, start } = session;
  try {
    const resumed = start?.how === 'resume';
    const resumedAt = resumed ? { resumedAt: progress.counters.iteration } : {};
    await bus.publish({ type: 'run-start', ...run, ...resumedAt });
    for (const rollBack of start?.rollBacks ?? [])
      await bus.publish({ type: 'roll-back', counters: progress.counters, rollBack });
    for (const warning of session.warnings) await bus.publish({ type: 'warning', ...warning });
    // Whatever happens from here on, there is a checkpoint that the run can go on from, or back to.
    if (!resumed) await saveCheckpoint(session, 'start');
    const ending = progress.ending ? await finish(session, progress.ending) : await train(session, stopwatch);
    if (ending.goesBack) {
      await flushAll(session);
      return ending;
    }
    const { verdict } = ending;
    await bus.publish({ type: 'verdict', verdict });
    await bus.publish({ type: 'run-end', counters: progress.counters, verdict, seconds: stopwatch.seconds });
    await flushAll(session);
    return ending;
  } catch (cause) {
    return await conclude(
      session,
      stopwatch,
      unexpected(cause, `Iteration ${progress.counters.iteration + 1} failed`),
    );
  }
}

async function train(session: Session, stopwatch: Stopwatch): Promise<Ending> {
  const { callbacks, evaluation, interruption, log, logging, progress } = session;
  const rate = new Rate(progress.counters.iteration);
  let breath = performance.now();
  for (;;) {
    // A run that was asked to end while it measured goes on with that.
    const measuresFirst = progress.unmeasured;
    progress.unmeasured = false;
    const before = progress.counters.iteration;
    const nonFinite = measuresFirst ? undefined : await turn(session);
    const { counters } = progress;
    const { iteration } = counters;
    if (!measuresFirst) requireProgress(before, iteration);
    progress.seconds = stopwatch.seconds;

    if (!measuresFirst && logging.due(iteration)) {
      const scalars = loggedScalars(session, rate.per(iteration));
      logging.scalars(counters, scalars, 'due', earlierScalars(session));
    }
    const values =
      nonFinite === undefined && evaluation.due(iteration) ? await measured(session, stopwatch) : [];
    if (values === undefined) {
      progress.unmeasured = true;
      const ending = await interrupted(session);
      const ruined = await saveCheckpoint(session, 'interruption');
      return ruined === undefined ? ending : diverge(session, { type: 'diverged', reason: ruined, rule: '' });
    }
    if (nonFinite === undefined && callbacks.due(iteration)) {
      // Callbacks make folders where they write: that of a run which was removed must not come back.
      session.lock.check();
      await requireRoom(session);
      await callbacks.tick(iteration, 'due');
    }
    if (log.full || logging.full) await flushAll(session);

    progress.seconds = stopwatch.seconds;
    const fired = decide(session, values, nonFinite);
    if (fired?.type === 'diverged') return diverge(session, fired);
    const best = newBest(session, values);
    const signal = fired ? undefined : interruption.requested;
    const interruptedHere = signal === undefined ? undefined : await interrupted(session);
    const reason = fired ? 'end' : signal !== undefined ? 'interruption' : best ? 'best' : whySave(session);
    if (reason !== undefined) {
      progress.ending = fired ?? null;
      const ruined = await saveCheckpoint(session, reason, best);
      if (ruined !== undefined) return diverge(session, { type: 'diverged', reason: ruined, rule: '' });
    }
    if (fired) return finish(session, fired);
    if (interruptedHere) return interruptedHere;
    if (performance.now() - breath > breathMilliseconds) {
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
  }
}

/** Tells that the run was asked to end; gives the end that this is. */
async function interrupted(session: Session): Promise<Ending> {
  const signal = session.interruption.requested ?? 'an interruption';
  await session.bus.publish({ type: 'interruption', signal });
  return endingOf(session, { type: 'interrupted', reason: `${signal} asked the run to end` });
}

/**
 * Whatever a run writes, it writes for an iteration; one that did not count would write for ever.
 *
 * Errors     RuntimeFailure GANX_RUN_NO_PROGRESS.
 */
function requireProgress(before: number, iteration: number): void {
  if (Number.isSafeInteger(iteration) && iteration === before + 1) return;
  throw new RuntimeFailure(
    'GANX_RUN_NO_PROGRESS',
    `Iteration ${iteration} came after iteration ${before}: the run's counter does not go on, so it would never end.`,
    { place: { iteration } },
  );
}

/** Why a checkpoint is due, if one is. */
function whySave({ built, interruption, progress, savedAt }: Session): string | undefined {
  const { every, everyMinutes } = built.spec.checkpoint;
  const asked = interruption.takeSaveRequest?.();
  if (asked !== undefined) return asked;
  if (progress.counters.iteration % every === 0) return 'every';
  const minutes = (performance.now() - savedAt) / 60_000;
  return everyMinutes && minutes >= everyMinutes ? byTheClock : undefined;
}

/**
 * What comes after the last iteration: whatever was not due in it. The checkpoint of that iteration was written before,
 * so that a run which is killed here ends alike when it is resumed, and one whose budget is raised goes on as if it had
 * never ended.
 */
async function finish(session: Session, fired: FiredRule): Promise<Ending> {
  const { bus, callbacks, checkpoints, interruption, logging, progress } = session;
  const { counters } = progress;
  const { iteration } = counters;
  const values = await evaluate(session, 'rest');
  if (values === undefined && interruption.requested !== undefined) return interrupted(session);
  const best = newBest(session, values ?? []);
  await requireRoom(session);
  await callbacks.tick(iteration, 'rest');
  logging.scalars(counters, loggedScalars(session, undefined), 'rest', earlierScalars(session));
  if (best) {
    progress.best = best;
    await patiently(session.patience, () => checkpoints.name(iteration, best));
    await bus.publish({ type: 'best', counters, best });
  }
  return endingOf(session, fired);
}

/**
 * Callbacks write files of their own and cannot be asked a second time: a run that waits for space does so before.
 *
 * Errors     RunIoError GANX_RUN_DISK_FULL.
 */
async function requireRoom({ built, patience, run }: Session): Promise<void> {
  const { callbacks, checkpoint } = built.spec;
  if (checkpoint.waitForSpaceMinutes === undefined || callbacks.length === 0) return;
  await patiently(patience, () => requireSpace(run.folder, callbackBytes, 'what callbacks write'));
}

/** The weights of a diverged run are worth nothing: the last good checkpoint stays the last. */
async function diverge(session: Session, { reason: said, rule }: FiredRule): Promise<Ending> {
  const { built, progress } = session;
  const first = firstNonFinite(await takeTensors(built));
  // Looks with other weights, so it comes second.
  const culprit = await findCulprit(session);
  const known = first === undefined || said.includes(first);
  const reason = [
    said,
    ...(culprit ? [culprit.said] : []),
    ...(known ? [] : [`the first tensor that is not finite: ${first}`]),
  ].join('; ');
  const blamed = culprit && { component: culprit.component, hook: culprit.hook };
  const ending = endingOf(session, { type: 'diverged', rule, reason, ...blamed });
  return mayRollBack(built.spec, progress) ? { ...ending, goesBack: true } : ending;
}

function endingOf(
  { progress: { counters, rollBacks } }: Session,
  { component, hook, reason, rule, type }: Omit<Verdict, 'iteration' | 'rollBacks'>,
): Ending {
  return {
    verdict: {
      type,
      ...(rule ? { rule } : {}),
      reason,
      ...(component === undefined ? {} : { component }),
      ...(hook === undefined ? {} : { hook }),
      iteration: counters.iteration,
      ...(rollBacks.length > 0 ? { rollBacks: rollBacks.length } : {}),
    },
  };
}

/** What ends the run, if anything: a rule, a callback's wish, or numbers that are not finite. */
function decide(session: Session, values: readonly MetricValue[], nonFinite: string | undefined) {
  const { built, callbacks, progress, stopping } = session;
  const { counters, discriminator, generator, seconds } = progress;
  const decided =
    stopping.decide({ counters, seconds, discriminator, generator, evaluated: values }) ?? callbacks.stop;
  // What a rule knows of the environment is not to be saved with its reason.
  const fired = decided && { ...decided, reason: built.experiment.stored.conceal(decided.reason) };
  if (nonFinite === undefined || fired?.type === 'diverged') return fired;
  return { type: 'diverged', reason: nonFinite, rule: '' } satisfies FiredRule;
}

/**
 * What is due to be measured, broken off where the run's time is used up before it is done: then nothing was measured, and
 * the rule that counts the time ends the run. Undefined where the run was asked to end.
 */
async function measured(session: Session, stopwatch: Stopwatch): Promise<readonly MetricValue[] | undefined> {
  const { bus, interruption, progress, stopping, timeUp } = session;
  const { seconds } = stopping;
  // A timer takes up to 2^31 milliseconds; an evaluation of weeks has other worries.
  const left = seconds === undefined ? Infinity : Math.max(0, seconds - stopwatch.seconds) * 1000;
  const timer = left < 2 ** 31 ? setTimeout(() => timeUp.abort(), left) : undefined;
  const values = await evaluate(session, 'due');
  clearTimeout(timer);
  if (values !== undefined || interruption.requested !== undefined) return values;
  progress.seconds = stopwatch.seconds;
  await bus.publish({
    type: 'warning',
    code: 'GANX_METRIC_TIME',
    message: `The ${seconds} s that the run may take were used up while its metrics were measured at iteration ${progress.counters.iteration}: they were broken off, and nothing is measured any more. Leave room for them, or measure fewer samples.`,
  });
  return [];
}

async function evaluate({ bus, evaluation, progress }: Session, which: 'due' | 'rest') {
  const started = performance.now();
  const { counters } = progress;
  const values = await evaluation.evaluate(counters.iteration, which);
  if (values === undefined || values.length === 0) return values;
  for (const value of values) progress.metrics.set(value.name, value);
  for (const warning of evaluation.takeWarnings()) await bus.publish({ type: 'warning', ...warning });
  await bus.publish({ type: 'evaluation', counters, values, seconds: (performance.now() - started) / 1000 });
  return values;
}

/** The new best that these values hold, if they do; of equal ones the later, unless `keepBest.ties` says otherwise. */
function newBest(
  { built, checkpoints, monitor, progress }: Session,
  values: readonly MetricValue[],
): Best | undefined {
  const value = values.find(({ name }) => name === monitor?.name)?.value;
  if (!monitor || value === undefined || !Number.isFinite(value)) return undefined;
  const { best } = progress;
  const { iteration } = progress.counters;
  const ties = best?.value === value && best.iteration < iteration;
  const takesTies = built.spec.checkpoint.keepBest?.ties !== 'earlier';
  if (!(ties && takesTies) && !isBetter(value, best?.value, monitor.goal)) return undefined;
  return { monitor: monitor.name, value, iteration, checkpoint: checkpoints.pathOf(iteration) };
}

/** Tells the run's end by failure to whoever still listens, and saves what can be saved. */
async function conclude(session: Session, stopwatch: Stopwatch, error: GanxError): Promise<Ending> {
  const { bus, progress } = session;
  const { component, hook } = error.place;
  const { verdict } = endingOf(session, { type: 'failed', reason: error.message });
  const told: RunEvent[] = [
    {
      type: 'exception',
      code: error.code,
      message: error.message,
      ...(component === undefined ? {} : { component }),
      ...(hook === undefined ? {} : { hook }),
    },
  ];
  progress.seconds = stopwatch.seconds;
  try {
    await saveException(session);
  } catch (cause) {
    const { code, message } = unexpected(cause, 'The state could not be saved');
    told.push({ type: 'warning', code, message });
  }
  told.push({ type: 'verdict', verdict });
  told.push({ type: 'run-end', counters: progress.counters, verdict, seconds: stopwatch.seconds });
  for (const event of told) {
    try {
      await bus.publish(event);
    } catch {
      // A component that fails while a failure is told has nobody left to tell.
    }
  }
  return { verdict, error };
}

/** Seconds of training over all processes of a run. */
export class Stopwatch {
  readonly #since = performance.now();
  constructor(readonly before: number) {}
  get seconds(): number {
    return this.before + (performance.now() - this.#since) / 1000;
  }
}

/** Iterations per second since it was last asked. */
class Rate {
  #at = performance.now();
  constructor(private iteration: number) {}
  per(iteration: number): number {
    const now = performance.now();
    const rate = ((iteration - this.iteration) * 1000) / Math.max(now - this.#at, 1e-3);
    this.#at = now;
    this.iteration = iteration;
    return rate;
  }
}
