import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { LayerContext, NetworkRole } from './layer.js';
import type { Schedulable } from './options.js';
import type { StepRandom } from './tensors.js';

/** One side of the game as the discriminator sees it: real examples, or generated ones. */
export interface Side {
  /** [B,...shape], in the data's range, augmented. */
  readonly examples: Tensor;
  /** One-hot labels [B,classes] that the side's examples have or were asked for; undefined without conditioning. */
  readonly labels: Tensor | undefined;
  /** Latents [B,n] that generated examples were made from; undefined for real ones. */
  readonly latents: Tensor | undefined;
}

/** What the discriminator says of one side. */
export interface Answer {
  /** One score per example, [B,1], or one per place, [B,h,w,1]. */
  readonly score: Tensor;
  /** What enters the discriminator's last layer, [B,...]; asked for by a term that says `reads: ['features']`. */
  readonly features: Tensor;
  /** What one of the term's own heads gives. */
  head(name: string): Tensor;
}

/** A weight by its place in the spec: `discriminator/03-conv/kernel`. */
export interface WeightRef {
  readonly name: string;
  /** Its last word: `kernel`, `bias`, `gamma`, ... */
  readonly kind: string;
  readonly variable: Variable;
}

/**
 * Tensors in place of weights, by `WeightRef.name`; the other weights stay. They stand for the numbers that are trained, which
 * the network's weight transforms act on as on its own.
 */
export type OtherWeights = Readonly<Record<string, Tensor>>;

/**
 * What a term sees of a step, computed when it is asked for: a side is made, and the discriminator's answer to it passed,
 * once in a step, whoever asks.
 */
export interface StepView {
  /** Real examples. In the generator's step only for a term that says so in `reads`. */
  readonly real: Side;
  /** Generated examples; in the discriminator's step no gradient reaches the generator. */
  readonly fake: Side;
  /** The discriminator's answer to a side, in training mode. */
  answer(side: Side): Answer;
  /**
   * The discriminator as a function of examples [B,...shape], with the labels of `side` (left out: of the real one), and of
   * its weights.
   */
  critic(examples: Tensor, side?: Side, weights?: OtherWeights): Answer;
  /** The generator as a function of latents [B,n] and one-hot labels [B,classes], and of its weights, in training mode. */
  generate(latents: Tensor, labels?: Tensor, weights?: OtherWeights): Side;
  /** Draws as many latents as a batch has. */
  latents(): Tensor;
  /**
   * An option that is schedulable, for this step: the number itself where it is fixed, a number that enters the step from
   * the host where it moves. `map` is applied on the host: `value(weight, (w) => w / 2)`.
   */
  value(number: Schedulable, map?: (number: number) => number): number | Scalar;
  /** The term's own tensors, as its last step left them. */
  readonly memory: Readonly<Record<string, Tensor>>;
  /** Random numbers of this term. */
  readonly random: StepRandom;
  /** The trained weights of a network, before its weight transforms. */
  weights(role: NetworkRole): readonly WeightRef[];
}

/** What a player lowers, and what else is known then. */
export interface Lowered {
  /** Weight applied. */
  readonly loss: Scalar;
  /** Numbers to log, by the names that `stats` announces. No gradient passes them. */
  readonly stats?: Readonly<Record<string, Scalar>>;
  /** New values of the term's memory; those that are left out stay. No gradient passes them. */
  readonly memory?: Readonly<Record<string, Tensor>>;
}

/** A further output of the discriminator, from what enters its last layer, [B,...]. Its layers are named below `context.name`. */
export type Head = (features: SymbolicTensor, context: LayerContext) => SymbolicTensor;

/** A tensor that a term carries from step to step; it is in every checkpoint. */
export interface Memory {
  readonly shape: readonly number[];
  /** First value of all its numbers. */
  readonly value: number;
}

/** What a term may read beside scores, examples and latents. */
export type Reading =
  | 'features' // `answer.features`
  | 'labels' // `side.labels`
  | 'real'; // `step.real` in the generator's step, which then reads a batch of its own

/**
 * Something that is lowered, by either player or both. Its functions are traced once into the training step and replayed:
 * they compute in TensorFlow.js, keep nothing between calls but `memory`, and never look at a tensor's values.
 */
export interface Term {
  readonly heads?: Readonly<Record<string, Head>>;
  readonly memory?: Readonly<Record<string, Memory>>;
  /** What it reads of what costs something, or is not always there. */
  readonly reads?: readonly Reading[];
  /** Names of the numbers that each part gives; they are logged and monitored as `type/name`. */
  readonly stats?: Readonly<Partial<Record<NetworkRole, readonly string[]>>>;
  /** What the discriminator must lower in its step. */
  discriminator?(step: StepView): Scalar | Lowered;
  /** What the generator must lower in its step. */
  generator?(step: StepView): Scalar | Lowered;
  /** Runs after the update of the discriminator, inside its step (weight clipping). */
  afterUpdate?(weights: readonly WeightRef[]): void;
}
