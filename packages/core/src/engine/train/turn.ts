import { PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type { Counters, DiscriminatorStats, GeneratorStats, Phase, RunEvent } from '../../plugin/index.js';
import { optimizerScalars } from '../build/optimizer-scalars.js';
import type { Progress } from '../state/state.js';
import { averageDecay } from '../step/generator-step.js';
import { averageDecayAt } from './average-decay.js';
import { nonFiniteStat } from './finiteness.js';
import type { Session } from './session.js';

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
  const made = phase === 'discriminator' ? before.discriminatorSteps : before.generatorSteps;
  const learner = built[phase];
  built.clock.counters = before;
  const rates = optimizerScalars(learner, made + 1, progress, before);
  let event: RunEvent;
  if (phase === 'discriminator') {
    learner.scalars.values = rates;
    const { run, stats: names } = built.discriminatorStep.at(made);
    const { stats } = await run(guarded(reading, () => feed.discriminator()));
    progress.discriminator = namedStats<DiscriminatorStats>(names, stats);
    progress.counters = {
      ...before,
      discriminatorSteps: made + 1,
      images: before.images + built.spec.data.batchSize,
    };
    event = {
      type: 'discriminator-step',
      counters: progress.counters,
      stats: progress.discriminator,
      learningRate: rates.learningRate,
    };
  } else {
    const { ema } = built.experiment;
    const { batchSize } = built.spec.data;
    learner.scalars.values = ema
      ? { ...rates, [averageDecay]: averageDecayAt(ema.value, before, batchSize) }
      : rates;
    const { run, stats: names } = built.generatorStep.at(made);
    const { stats } = await run(guarded(reading, () => feed.generator()));
    progress.generator = namedStats<GeneratorStats>(names, stats);
    progress.counters = { ...before, generatorSteps: made + 1 };
    event = {
      type: 'generator-step',
      counters: progress.counters,
      stats: progress.generator,
      learningRate: rates.learningRate,
    };
  }
  progress.steppedIn = { ...progress.steppedIn, [phase]: iteration };
  noteDueStats(progress, phase, { ...progress.counters, iteration });
  const waiting = bus.publish(event);
  if (waiting) await waiting;
  return nonFiniteStat(phase, event.stats, progress.counters);
}

/** The numbers of a step under their names; those of terms, which have a slash in theirs, below `terms`. */
function namedStats<S extends DiscriminatorStats | GeneratorStats>(
  names: readonly string[],
  values: ArrayLike<number>,
): S {
  const all = names.map((name, index) => [name, values[index]!] as const);
  const own = all.filter(([name]) => !name.includes('/'));
  const ofTerms = all.filter(([name]) => name.includes('/'));
  return {
    ...Object.fromEntries(own),
    ...(ofTerms.length > 0 ? { terms: Object.fromEntries(ofTerms) } : {}),
  } as unknown as S;
}

/** Keeps the numbers that terms gave in this step, which may not be due in the next. */
function noteDueStats(progress: Progress, phase: Phase, counters: Counters): void {
  const { penalty, terms = {} } = progress[phase]!;
  const tag = phase === 'discriminator' ? 'loss/penalty' : 'loss/generator-penalty';
  const given = { ...(penalty !== undefined && { [tag]: penalty }), ...terms };
  for (const [name, value] of Object.entries(given))
    progress.dueStats = { ...progress.dueStats, [name]: { counters, value } };
}
