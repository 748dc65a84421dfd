import * as tf from '@tensorflow/tfjs-core';
import { guarded } from '../guard.js';
import { pass } from './forward.js';
import type { StepParts } from './parts.js';

/** What a network minimizes, with the numbers that its step reports. */
export interface Objective {
  readonly objective: tf.Scalar;
  /** Kept past the tidy of a gradient; whoever runs the step disposes it. */
  readonly stats: tf.Tensor;
}

interface DiscriminatorBatch {
  /** [B,...shape] as the discriminator sees them: scaled and augmented. */
  readonly real: tf.Tensor;
  /** [B,...shape], no gradient into the generator. */
  readonly fake: tf.Tensor;
  /** [B, classes] of both. */
  readonly labels: tf.Tensor | undefined;
}

/**
 * What the discriminator minimizes: loss(D(real), D(fake)) + sum of the penalties of `acting`.
 *
 * Where no layer mixes samples, D sees real and fake as one batch [2B,...]: the same values from fewer, thicker matrix
 * products. With batch norm they are two batches, each with its own statistics.
 */
export function discriminatorObjective(
  parts: StepParts,
  acting: StepParts['regularizers'],
  { real, fake, labels }: DiscriminatorBatch,
): Objective {
  const { loss } = parts;
  const { network } = parts.discriminator;
  const critic = (x: tf.Tensor) => pass(network, x, labels);
  const [dReal, dFake] = network.mixesSamples ? [critic(real), critic(fake)] : together();
  const game = guarded({ component: loss.component, hook: 'discriminator' }, () =>
    loss.value.discriminator(dReal, dFake),
  );
  const penalty = acting.reduce<tf.Scalar | undefined>((sum, { component, scale, value: regularizer }) => {
    const given = guarded({ component, hook: 'penalty' }, () =>
      regularizer.penalty?.({ real, fake, critic, random: parts.penaltyRandom }),
    );
    const one = given && scale !== 1 ? tf.mul<tf.Scalar>(given, scale) : given;
    return one && sum ? tf.add(sum, one) : (one ?? sum);
  }, undefined);
  const { threshold } = loss.value;
  const right = tf.concat(
    [tf.greater(dReal, threshold), tf.lessEqual(dFake, threshold)].map((x) => tf.cast(x, 'float32')),
  );
  const opinion = (score: tf.Tensor) =>
    guarded({ component: loss.component, hook: 'opinion' }, () => tf.mean(loss.value.opinion(score)));
  const stats = tf.keep(
    tf.stack([game, opinion(dReal), opinion(dFake), tf.mean(right), penalty ?? tf.scalar(0)]),
  );
  return { objective: penalty ? tf.add(game, penalty) : game, stats };

  function together(): [tf.Tensor, tf.Tensor] {
    const both = pass(network, tf.concat([real, fake]), labels && tf.concat([labels, labels]));
    const [dReal, dFake] = tf.split(both, 2);
    return [dReal!, dFake!];
  }
}

/** What the generator minimizes: loss(D(fake)), or loss(D(fake), D(real)) for losses that compare with real examples. */
export function generatorObjective(
  parts: StepParts,
  fake: tf.Tensor,
  labels: tf.Tensor | undefined,
  dReal: tf.Tensor | undefined,
): Objective {
  const { loss } = parts;
  const dFake = pass(parts.discriminator.network, fake, labels);
  const objective = guarded({ component: loss.component, hook: 'generator' }, () =>
    loss.value.generator(dFake, dReal),
  );
  const opinion = guarded({ component: loss.component, hook: 'opinion' }, () =>
    tf.mean(loss.value.opinion(dFake)),
  );
  return { objective, stats: tf.keep(tf.stack([objective, opinion])) };
}
