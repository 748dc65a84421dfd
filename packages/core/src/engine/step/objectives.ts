import * as tf from '@tensorflow/tfjs-core';
import { guarded } from '../../experiment/guard.js';
import type { Side } from '../../plugin/index.js';
import type { Match } from './match.js';
import type { StepParts } from './parts.js';
import { acts, lower, type OpenTerm, statsOf, type TermResult } from './terms.js';

/** What a network minimizes, with what else its step gives. */
export interface Objective {
  readonly objective: tf.Scalar;
  /** One number for each name that `statNames` gives. Kept past the tidy of a gradient; whoever runs the step disposes it. */
  readonly stats: tf.Tensor;
  /** What the terms carry to the next step, kept likewise. */
  readonly memory: TermResult['memory'];
}

/** Names of the numbers that a step gives with these terms, in order. */
export function statNames(
  role: 'generator' | 'discriminator',
  terms: readonly OpenTerm[],
): readonly string[] {
  const acting = terms.filter((term) => acts(term, role));
  const opinions = role === 'discriminator' ? ['opinionReal', 'opinionFake', 'accuracy'] : ['opinionFake'];
  const penalty = acting.some(isPenalty) ? ['penalty'] : [];
  return ['loss', ...opinions, ...penalty, ...acting.flatMap((term) => statsOf(term, role))];
}

/**
 * What the player of the match minimizes: the game, the penalties that are due, and whatever conditioning and latents
 * add, in this order.
 *
 * @param terms those that are due, the game first.
 */
export function objectiveOf(parts: StepParts, terms: readonly OpenTerm[], match: Match): Objective {
  const { role } = match.sides;
  const acting = terms.filter((term) => acts(term, role));
  const results = acting.map((term) => ({ term, ...lower(parts, term, match) }));
  const game = results[0]!.loss;
  const penalty = sumOf(results.filter(({ term }) => isPenalty(term)));
  const others = sumOf(results.slice(1).filter(({ term }) => !isPenalty(term)));
  const objective = [penalty, others].reduce<tf.Scalar>((sum, one) => (one ? tf.add(sum, one) : sum), game);
  const measured = [
    game,
    ...opinionStats(parts, match),
    ...(penalty ? [penalty] : []),
    ...results.flatMap(({ stats }) => stats),
  ];
  const stats = tf.keep(tf.stack(measured));
  return { objective, stats, memory: results.flatMap(({ memory }) => memory) };
}

const isPenalty = ({ place }: OpenTerm): boolean => place.startsWith('regularizers.');

function sumOf(results: readonly { readonly loss: tf.Scalar }[]): tf.Scalar | undefined {
  return results.reduce<tf.Scalar | undefined>(
    (sum, { loss }) => (sum ? tf.add(sum, loss) : loss),
    undefined,
  );
}

/** Mean opinions, and in the discriminator's step the share of examples that it told right. */
function opinionStats(parts: StepParts, match: Match): tf.Tensor[] {
  const { loss } = parts;
  const { real, fake, role } = match.sides;
  const scoreOf = (side: Side) => parts.scoreOf(match.answer(side).output, side.examples);
  const opinion = (score: tf.Tensor) =>
    guarded({ component: loss.component, hook: 'opinion' }, () => tf.mean(loss.value.opinion(score)));
  const dFake = scoreOf(fake);
  if (role === 'generator') return [opinion(dFake)];
  const dReal = scoreOf(real!);
  const { threshold } = loss.value;
  const right = tf.concat(
    [tf.greater(dReal, threshold), tf.lessEqual(dFake, threshold)].map((x) => tf.cast(x, 'float32')),
  );
  return [opinion(dReal), opinion(dFake), tf.mean(right)];
}
