import { PluginError } from '../errors.js';
import type { Phase, RunEvent } from '../plugin/index.js';
import { averageDecayAt } from './average-decay.js';
import { nonFiniteStat } from './finiteness.js';
import { guarded } from './guard.js';
import { optimizerScalars } from './optimizer-scalars.js';
import type { Session } from './session.js';
import { averageDecay } from './step/generator-step.js';

/** A turn longer than this will not end: the policy is broken. */
const turnLimit = 10_000;

/** One turn of the balance policy: one iteration. Says what was not finite, if anything. */
export async function turn(session: Session): Promise<string | undefined> {
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
    ...(discriminator && steps.discriminatorSteps > 0 ? { discriminator } : {}),
    ...(generator && steps.generatorSteps > 0 ? { generator } : {}),
  });
  if (waiting) await waiting;
  return nonFinite;
}

async function step(session: Session, phase: Phase): Promise<string | undefined> {
  const { bus, built, feed, progress } = session;
  const before = progress.counters;
  const iteration = before.iteration + 1;
  const reading = { component: `dataset ${built.spec.data.type}`, hook: 'read', iteration };
  let event: RunEvent;
  if (phase === 'discriminator') {
    const { scalars } = built.discriminator;
    const next = optimizerScalars(built.discriminator, before.discriminatorSteps + 1, progress);
    scalars.values = next;
    const n = before.discriminatorSteps;
    const penalized = built.regularizers.some(({ every, value }) => value.penalty && n % every === 0);
    const { stats } = await built.discriminatorStepAt(n).run(guarded(reading, () => feed.discriminator()));
    progress.discriminator = {
      loss: stats[0]!,
      dReal: stats[1]!,
      dFake: stats[2]!,
      accuracy: stats[3]!,
      ...(penalized && { penalty: stats[4]! }),
    };
    progress.counters = {
      iteration: before.iteration,
      discriminatorSteps: before.discriminatorSteps + 1,
      generatorSteps: before.generatorSteps,
      images: before.images + built.spec.data.batchSize,
    };
    progress.steppedIn = { ...progress.steppedIn, discriminator: iteration };
    if (penalized) progress.penalty = { counters: { ...progress.counters, iteration }, value: stats[4]! };
    event = {
      type: 'discriminator-step',
      counters: progress.counters,
      stats: progress.discriminator,
      learningRate: next.learningRate,
    };
  } else {
    const { scalars } = built.generator;
    const next = optimizerScalars(built.generator, before.generatorSteps + 1, progress);
    const { ema } = built.spec;
    scalars.values = ema ? { ...next, [averageDecay]: averageDecayAt(ema, before) } : next;
    const { stats } = await built.generatorStep.run(guarded(reading, () => feed.generator()));
    progress.generator = { loss: stats[0]!, dFake: stats[1]! };
    progress.counters = { ...before, generatorSteps: before.generatorSteps + 1 };
    progress.steppedIn = { ...progress.steppedIn, generator: iteration };
    event = {
      type: 'generator-step',
      counters: progress.counters,
      stats: progress.generator,
      learningRate: next.learningRate,
    };
  }
  const waiting = bus.publish(event);
  if (waiting) await waiting;
  return nonFiniteStat(phase, event.stats, progress.counters);
}
