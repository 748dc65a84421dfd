import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Term } from './term.js';

/**
 * The game as two functions of scores: the short form of a loss. The functions are traced once into the training step and
 * replayed, on whatever backend: they compute in TensorFlow.js, keep nothing between calls, and never look at a tensor's
 * values. Scores are [B,1], or [B,h,w,1] of a discriminator that scores places.
 */
export interface ScoreGame {
  /** What the discriminator must lower. dReal, dFake: raw scores of real and generated examples. */
  discriminator(dReal: Tensor, dFake: Tensor): Scalar;
  /** What the generator must lower. `dReal` is given only if `generatorSeesReal`. */
  generator(dFake: Tensor, dReal?: Tensor): Scalar;
  /** Real examples pass the discriminator in the generator's step, too, and `generator` is given `dReal`. Left out: no. */
  readonly generatorSeesReal?: boolean;
}

/**
 * What a loss takes the discriminator's raw output for.
 *
 *   logits        log odds of being real: any number, 0 is the border
 *   margin        any number, 0 is the border
 *   targets       the nearer to a target, the better; `scoreRange` says which range they span
 *   probability   a number in [0, 1], 0.5 is the border
 *   relative      any number; only differences mean something, so accuracy means nothing
 *   critic        the same, and the slope must be bounded
 */
export type ScoreKind = 'logits' | 'margin' | 'targets' | 'probability' | 'relative' | 'critic';

/** The game as a term of both players, where scores alone do not tell. */
export interface TermGame {
  readonly term: Term;
}

/** How the scores of a loss are read. */
export interface ScoreReading {
  /** Raw score to "how real", for D(x) and D(G(z)) in logs: the sigmoid for logits, identity for critics. */
  opinion(score: Tensor): Tensor;
  /** The raw score above which the discriminator calls an example real (0 for logits and critics, 0.5 for least squares). */
  readonly threshold: number;
  /**
   * The discriminator answers with an example [B,...shape] in place of a score (BEGAN): the score [B,1] of what it gave for
   * examples. Left out: it answers with scores.
   */
  scoreOf?(answer: Tensor, examples: Tensor): Tensor;
}

/** One game in one run. */
export type Loss = ScoreReading & (ScoreGame | TermGame);

/** What `defineLoss` takes. */
export interface LossDefinition<S extends OptionsSchema | undefined = undefined, L extends Loss = Loss>
  extends ComponentDefinition<S> {
  /** Called once per run, and by the test kit for each example. */
  create(options: OptionsOf<S>): L;
  /** What it takes scores for; left out: nobody judges what the discriminator ends in. */
  readonly scores?: ScoreKind;
  /** Of `targets`: the range that the discriminator must be able to answer in. */
  scoreRange?(options: OptionsOf<S>): readonly [number, number];
}

/** As the registry keeps it. */
export interface LossComponent
  extends Component<'loss'>,
    Pick<LossDefinition<OptionsSchema>, 'create' | 'scores' | 'scoreRange'> {}

/**
 * The game that the two networks play, for `loss:`. Use forms that are finite for all finite scores (`softplus(-x)` for
 * `-log(sigmoid(x))`); both networks differentiate it, and penalties do so twice.
 *
 * ```ts
 * import { defineLoss } from '@ganx/core/plugin';
 * import { add, mean, neg, relu, sub, type Scalar } from '@tensorflow/tfjs-core';
 *
 * export const hinge = defineLoss({
 *   type: 'hinge',
 *   description: 'The discriminator cares only for examples inside a margin of 1.',
 *   scores: 'margin',
 *   examples: [{ type: 'hinge' }],
 *   create: () => ({
 *     discriminator: (dReal, dFake) => add<Scalar>(mean(relu(sub(1, dReal))), mean(relu(add(1, dFake)))),
 *     generator: (dFake) => neg(mean<Scalar>(dFake)),
 *     opinion: (score) => score,
 *     threshold: 0,
 *   }),
 * });
 * ```
 */
export function defineLoss<const S extends OptionsSchema | undefined = undefined, L extends Loss = Loss>(
  definition: LossDefinition<S, L>,
): Defined<LossComponent, LossDefinition<S, L>, 'create' | 'scoreRange'> {
  return { kind: 'loss', ...definition } as never;
}
