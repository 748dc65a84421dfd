import * as tf from '@tensorflow/tfjs-core';
import { toRange } from '../../data/range.js';
import { DataError, PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type { DiscriminatorStats, GeneratorStats } from '../../plugin/index.js';
import type { Session } from '../train/session.js';
import { findBadLayer } from './bad-layer.js';

/** The component that gave a number which is not finite, as far as the numbers of the last steps tell. */
export interface Culprit {
  /** `kind type`. */
  readonly component: string;
  readonly hook: string;
  /** What it did, for the verdict. */
  readonly said: string;
}

/**
 * Looks for the component behind a loss, penalty or opinion that is not finite. A loss or penalty that is not, although the
 * opinions are, is its component's own result; whether the component is wrong or the scores have grown too large for it,
 * the numbers cannot tell. Where the opinions themselves are not finite, or say nothing, it is a layer that fails with the last good weights
 * already, or none: then weights have grown too large, and the first of them says more.
 *
 * Errors     DataError GANX_DATA_NOT_FINITE and PluginError GANX_PLUGIN_NOT_FINITE where the last real examples, or what an
 *            augmentation made of them, are not finite: no learning rate mends that.
 */
export async function findCulprit(session: Session): Promise<Culprit | undefined> {
  const { progress } = session;
  const { discriminator: d, generator: g } = progress;
  const { iteration } = progress.counters;
  const finite = Number.isFinite;
  const blame = (component: string, hook: string, where: string): Culprit => ({
    component,
    hook,
    said: `the ${component} gave it in its hook "${hook}" at iteration ${iteration}, ${where}`,
  });
  const role = d && !Object.values(numbersOf(d)).every(finite) ? 'discriminator' : 'generator';
  const stats = progress[role];
  if (role === 'discriminator') await refuseBadExamples(session);
  if (stats && opinionsOf(stats).every(tells)) {
    const [component, hook] = ownResult(session, role) ?? [];
    if (component && hook) return blame(component, hook, `where ${opinionsInWords(stats)}`);
  }
  const blind = [d, g].some((one) => one && !opinionsOf(one).every(tells));
  // What only explains must not fail a run that has diverged: a checkpoint may be damaged, a layer of a plugin odd.
  const bad = blind ? await findBadLayer(session).catch(() => undefined) : undefined;
  if (!bad) return undefined;
  const { conditioning, place, type, value } = bad;
  const component = `${conditioning ? 'conditioning' : 'layer'} ${type}`;
  const said = `the ${component} (${place}) gives ${value} for numbers that are finite, at iteration ${iteration} with the weights of the last good checkpoint`;
  return { component, hook: 'call', said };
}

/** The component whose own result is not finite, with its hook: the loss, or the terms beside it that acted in the step. */
function ownResult(
  { built, progress }: Session,
  role: 'discriminator' | 'generator',
): readonly [string, string] | undefined {
  const { loss, ...others } = numbersOf(progress[role]!);
  if (!Number.isFinite(loss)) return [`loss ${built.spec.loss.type}`, role];
  if (Object.values(others).every(Number.isFinite)) return undefined;
  const step = progress.counters[`${role}Steps`] - 1;
  const acting = built.terms.filter(
    ({ every, place, value }) => place !== 'loss' && value[role] !== undefined && step % every === 0,
  );
  return acting.length === 0 ? undefined : [acting.map(({ component }) => component).join(' or '), role];
}

function numbersOf({ terms = {}, ...own }: DiscriminatorStats | GeneratorStats): Record<string, number> {
  return { ...own, ...terms };
}

function opinionsOf(stats: DiscriminatorStats | GeneratorStats): number[] {
  return 'opinionReal' in stats ? [stats.opinionReal, stats.opinionFake] : [stats.opinionFake];
}

function opinionsInWords(stats: DiscriminatorStats | GeneratorStats): string {
  return 'opinionReal' in stats
    ? `the mean opinions were ${stats.opinionReal} of real and ${stats.opinionFake} of generated examples`
    : `the mean opinion of generated examples was ${stats.opinionFake}`;
}

/** An opinion of exactly 0 or 1 is that of a score too large for a sigmoid, perhaps infinite: it clears no weights. */
function tells(opinion: number): boolean {
  return Number.isFinite(opinion) && opinion !== 0 && opinion !== 1;
}

async function refuseBadExamples({ built, feed, progress }: Session): Promise<void> {
  const { iteration } = progress.counters;
  const { data, shape } = feed.latest.examples;
  if (data instanceof Uint8Array) return refuseBadAugmentation();
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return refuseBadAugmentation();
  const place = { component: `dataset ${built.spec.data.type}`, hook: 'read', iteration };
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  throw new DataError(
    'GANX_DATA_NOT_FINITE',
    `The ${place.component} gave a number that is not finite in its hook "read" at iteration ${iteration}: value ${at % size} of example ${Math.floor(at / size)} of the batch is ${data[at]}. Mend the data or leave such examples out.`,
    { place },
  );

  async function refuseBadAugmentation(): Promise<void> {
    if (built.augmentations.length === 0) return;
    const made: tf.Tensor[] = [];
    try {
      const values = toRange(data, built.spec.data.range);
      let real: tf.Tensor = tf.tensor(values, [...shape], 'float32');
      made.push(real);
      for (const { component, random, value } of built.augmentations) {
        const place = { component, hook: 'apply', iteration };
        const before = real;
        real = tf.tidy(() => guarded(place, () => value.apply(before, random)));
        made.push(real);
        const bad = (await real.data()).find((one) => !Number.isFinite(one));
        if (bad === undefined) continue;
        throw new PluginError(
          'GANX_PLUGIN_NOT_FINITE',
          `The ${component} made ${bad} of examples that are finite, in its hook "apply" at iteration ${iteration}.`,
          { place },
        );
      }
    } finally {
      tf.dispose(made);
    }
  }
}
