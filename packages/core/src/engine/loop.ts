import { type GanxError, PluginError } from '../errors.js';
import type {
  Best,
  Counters,
  DiscriminatorStats,
  GeneratorStats,
  Phase,
  RunEvent,
  Verdict,
} from '../plugin/index.js';
import { guarded } from './guard.js';
import { unexpected } from './plan.js';
import { firstNonFinite, saveCheckpoint, saveException } from './save-checkpoint.js';
import type { Session } from './session.js';
import { takeTensors } from './state.js';
import { averageDecay } from './step/generator-step.js';
import type { Learner } from './step/parts.js';
import type { FiredRule } from './stopping.js';

/** A turn longer than this will not end: the policy is broken. */
const turnLimit = 10_000;
/** How long the loop may keep the process from anything else: timers, signals. */
const breathMilliseconds = 50;

export interface Ending {
  readonly verdict: Verdict;
  readonly error?: GanxError;
}

/** Trains until a rule, a signal or a failure ends the run. Every ending but divergence and failure leaves a checkpoint to go on from. */
export async function runLoop(session: Session, stopwatch: Stopwatch): Promise<Ending> {
  const { bus, progress, run, start } = session;
  try {
    const resumed = start?.how === 'resume';
    const resumedAt = resumed ? { resumedAt: progress.counters.iteration } : {};
    await bus.publish({ type: 'run-start', ...run, ...resumedAt });
    for (const warning of session.warnings) await bus.publish({ type: 'warning', ...warning });
    // Whatever happens from here on, there is a checkpoint that the run can go on from, or back to.
    if (!resumed) await saveCheckpoint(session, 'start');
    const ending = progress.ending ? await finish(session, progress.ending) : await train(session, stopwatch);
    const { verdict } = ending;
    await bus.publish({ type: 'verdict', verdict });
    await bus.publish({ type: 'run-end', counters: progress.counters, verdict, seconds: stopwatch.seconds });
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
  const { bus, callbacks, evaluation, interruption, logging, progress } = session;
  const rate = new Rate(progress.counters.iteration);
  let breath = performance.now();
  for (;;) {
    const nonFinite = await turn(session);
    const { counters } = progress;
    const { iteration } = counters;
    progress.seconds = stopwatch.seconds;

    if (logging.due(iteration)) logging.scalars(counters, scalarsOf(session, rate.per(iteration)), 'due');
    const values = nonFinite === undefined && evaluation.due(iteration) ? await evaluate(session, 'due') : [];
    if (nonFinite === undefined && callbacks.due(iteration)) await callbacks.tick(iteration, 'due');

    progress.seconds = stopwatch.seconds;
    const fired = decide(session, values, nonFinite);
    if (fired?.type === 'diverged') return diverge(session, fired);
    const best = newBest(session, values);
    const signal = fired ? undefined : interruption.requested;
    if (signal !== undefined) await bus.publish({ type: 'interruption', signal });
    const reason = fired ? 'end' : signal !== undefined ? 'interruption' : best ? 'best' : whySave(session);
    if (reason !== undefined) {
      progress.ending = fired ?? null;
      const ruined = await saveCheckpoint(session, reason, best);
      if (ruined !== undefined) return diverge(session, { type: 'diverged', reason: ruined, rule: '' });
    }
    if (fired) return finish(session, fired);
    if (signal !== undefined)
      return { verdict: { type: 'interrupted', reason: `${signal} asked the run to end`, iteration } };
    if (performance.now() - breath > breathMilliseconds) {
      await new Promise((resolve) => setImmediate(resolve));
      breath = performance.now();
    }
  }
}

/** Why a checkpoint is due, if one is. */
function whySave({ built, interruption, progress, savedAt }: Session): string | undefined {
  const { every, everyMinutes } = built.spec.checkpoint;
  const asked = interruption.takeSaveRequest?.();
  if (asked !== undefined) return asked;
  if (progress.counters.iteration % every === 0) return 'every';
  const minutes = (performance.now() - savedAt) / 60_000;
  return everyMinutes !== undefined && minutes >= everyMinutes ? 'every minutes' : undefined;
}

/**
 * What comes after the last iteration: whatever was not due in it. The checkpoint of that iteration was written before,
 * so that a run which is killed here ends alike when it is resumed, and one whose budget is raised goes on as if it had
 * never ended.
 */
async function finish(session: Session, fired: FiredRule): Promise<Ending> {
  const { bus, callbacks, checkpoints, logging, progress } = session;
  const { counters } = progress;
  const { iteration } = counters;
  const best = newBest(session, await evaluate(session, 'rest'));
  await callbacks.tick(iteration, 'rest');
  logging.scalars(counters, scalarsOf(session, undefined), 'rest');
  if (best) {
    progress.best = best;
    checkpoints.name(iteration, best);
    await bus.publish({ type: 'best', counters, best });
  }
  const { reason, rule, type } = fired;
  return { verdict: { type, ...(rule ? { rule } : {}), reason, iteration } };
}

/** The weights of a diverged run are worth nothing: the last good checkpoint stays the last. */
async function diverge({ built, progress }: Session, { reason: said, rule }: FiredRule): Promise<Ending> {
  const { iteration } = progress.counters;
  const first = firstNonFinite(await takeTensors(built));
  const known = first === undefined || said.includes(first);
  const reason = known ? said : `${said}; the first tensor that is not finite: ${first}`;
  return { verdict: { type: 'diverged', ...(rule ? { rule } : {}), reason, iteration } };
}

/** One turn of the balance policy: one iteration. Says what was not finite, if anything. */
async function turn(session: Session): Promise<string | undefined> {
  const { bus, built, policy, progress } = session;
  const component = `balance ${built.spec.balance.type}`;
  const iteration = progress.counters.iteration + 1;
  const steps = { discriminatorSteps: 0, generatorSteps: 0 };
  const starting = bus.publish({ type: 'iteration-start', counters: progress.counters });
  if (starting) await starting;
  let nonFinite: string | undefined;
  for (let phases = 0, ends = false; !ends; phases++) {
    if (phases === turnLimit) {
      throw new PluginError(
        'GANX_PLUGIN_BALANCE_ENDLESS',
        `The ${component} made ${turnLimit} steps without ending iteration ${iteration}. Every iteration must end: return endsIteration: true.`,
        { place: { component, hook: 'next', iteration } },
      );
    }
    const { counters, discriminator, generator } = progress;
    const decision = guarded({ component, hook: 'next', iteration }, () =>
      policy.next({ counters, turn: steps, discriminator, generator }),
    );
    const { phase, reason } = decision;
    const waiting = bus.publish({
      type: 'balance',
      counters,
      policy: built.spec.balance.type,
      phase,
      reason,
    });
    if (waiting) await waiting;
    nonFinite = await step(session, phase);
    if (phase === 'discriminator') steps.discriminatorSteps++;
    else steps.generatorSteps++;
    ends = decision.endsIteration || nonFinite !== undefined;
  }
  progress.counters = { ...progress.counters, iteration };
  const { counters, discriminator, generator } = progress;
  const waiting = bus.publish({
    type: 'iteration',
    counters,
    ...(discriminator ? { discriminator } : {}),
    ...(generator ? { generator } : {}),
  });
  if (waiting) await waiting;
  return nonFinite;
}

async function step(session: Session, phase: Phase): Promise<string | undefined> {
  const { bus, built, feed, progress } = session;
  const before = progress.counters;
  let event: RunEvent;
  if (phase === 'discriminator') {
    const { scalars } = built.discriminator;
    const next = scalarsFor(built.discriminator, before.discriminatorSteps + 1, before);
    scalars.values = next;
    const n = before.discriminatorSteps;
    const penalized = built.spec.regularizers.some(({ every }) => n % every === 0);
    const { stats } = await built.discriminatorStepAt(n).run(feed.discriminator());
    progress.discriminator = {
      loss: stats[0]!,
      dReal: stats[1]!,
      dFake: stats[2]!,
      accuracy: stats[3]!,
      penalty: penalized ? stats[4]! : (progress.discriminator?.penalty ?? 0),
    };
    progress.counters = {
      iteration: before.iteration,
      discriminatorSteps: before.discriminatorSteps + 1,
      generatorSteps: before.generatorSteps,
      images: before.images + built.spec.data.batchSize,
    };
    event = {
      type: 'discriminator-step',
      counters: progress.counters,
      stats: progress.discriminator,
      learningRate: next.learningRate,
    };
  } else {
    const { scalars } = built.generator;
    const next = scalarsFor(built.generator, before.generatorSteps + 1, before);
    const { ema } = built.spec;
    scalars.values = ema
      ? { ...next, [averageDecay]: before.iteration < ema.startIteration ? 0 : ema.decay }
      : next;
    const { stats } = await built.generatorStep.run(feed.generator());
    progress.generator = { loss: stats[0]!, dFake: stats[1]! };
    progress.counters = { ...before, generatorSteps: before.generatorSteps + 1 };
    event = {
      type: 'generator-step',
      counters: progress.counters,
      stats: progress.generator,
      learningRate: next.learningRate,
    };
  }
  const waiting = bus.publish(event);
  if (waiting) await waiting;
  return nonFiniteOf(phase, event.stats, progress.counters);
}

/** The optimizer's numbers for a network's n-th update. One that is not finite would ruin all weights at once. */
function scalarsFor({ optimizer: { component, value } }: Learner, n: number, { iteration }: Counters) {
  const scalars = guarded({ component, hook: 'scalars', iteration: iteration + 1 }, () => value.scalars(n));
  for (const name in scalars) {
    if (!Number.isFinite(scalars[name])) {
      throw new PluginError(
        'GANX_PLUGIN_SCALAR',
        `The ${component} gives ${name} = ${scalars[name]} for update ${n}; it must be a finite number.`,
        { place: { component, hook: 'scalars', iteration: iteration + 1 } },
      );
    }
  }
  return scalars;
}

function nonFiniteOf(
  phase: Phase,
  stats: DiscriminatorStats | GeneratorStats,
  counters: Counters,
): string | undefined {
  for (const [name, value] of Object.entries(stats)) {
    if (!Number.isFinite(value)) {
      const count = phase === 'discriminator' ? counters.discriminatorSteps : counters.generatorSteps;
      return `the ${phase}'s ${name} is ${value} at ${phase} step ${count}`;
    }
  }
  return undefined;
}

/** What ends the run, if anything: a rule, a callback's wish, or numbers that are not finite. */
function decide(
  session: Session,
  values: Awaited<ReturnType<typeof evaluate>>,
  nonFinite: string | undefined,
) {
  const { callbacks, progress, stopping } = session;
  const { counters, discriminator, generator, seconds } = progress;
  const fired =
    stopping.decide({ counters, seconds, discriminator, generator, evaluated: values }) ?? callbacks.stop;
  if (nonFinite === undefined || fired?.type === 'diverged') return fired;
  return { type: 'diverged', reason: nonFinite, rule: '' } satisfies FiredRule;
}

async function evaluate({ bus, evaluation, progress }: Session, which: 'due' | 'rest') {
  const started = performance.now();
  const { counters } = progress;
  const values = await evaluation.evaluate(counters.iteration, which);
  if (values.length === 0) return values;
  for (const value of values) progress.metrics.set(value.name, value);
  await bus.publish({ type: 'evaluation', counters, values, seconds: (performance.now() - started) / 1000 });
  return values;
}

/** The new best that these values hold, if they do; ties keep the earlier checkpoint. */
function newBest(
  { checkpoints, monitor, progress }: Session,
  values: Awaited<ReturnType<typeof evaluate>>,
): Best | undefined {
  const value = values.find(({ name }) => name === monitor?.name)?.value;
  if (!monitor || value === undefined || !Number.isFinite(value)) return undefined;
  const { best } = progress;
  if (best && !(monitor.goal === 'minimize' ? value < best.value : value > best.value)) return undefined;
  const { iteration } = progress.counters;
  return { monitor: monitor.name, value, iteration, checkpoint: checkpoints.pathOf(iteration) };
}

/** What every logger gets. Tags under `time/` depend on the machine's load. */
function scalarsOf(
  { built, progress }: Session,
  iterationsPerSecond: number | undefined,
): Record<string, number> {
  const { counters, discriminator: d, generator: g } = progress;
  const rateOf = ({ optimizer: { component, value } }: Learner, steps: number) =>
    guarded(
      { component, hook: 'scalars', iteration: counters.iteration },
      () => value.scalars(steps).learningRate,
    );
  return {
    ...(d && {
      'loss/discriminator': d.loss,
      ...(built.spec.regularizers.length > 0 ? { 'loss/penalty': d.penalty } : {}),
      'opinion/real': d.dReal,
      'opinion/generated': d.dFake,
      'opinion/accuracy': d.accuracy,
      'learning-rate/discriminator': rateOf(built.discriminator, counters.discriminatorSteps),
    }),
    ...(g && {
      'loss/generator': g.loss,
      'learning-rate/generator': rateOf(built.generator, counters.generatorSteps),
    }),
    ...(iterationsPerSecond !== undefined && { 'time/iterations-per-second': iterationsPerSecond }),
  };
}

/** Tells the run's end by failure to whoever still listens, and saves what can be saved. */
async function conclude(session: Session, stopwatch: Stopwatch, error: GanxError): Promise<Ending> {
  const { bus, progress } = session;
  const { component, hook } = error.place;
  const verdict: Verdict = { type: 'failed', reason: error.message, iteration: progress.counters.iteration };
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
