import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core';
import type { Compute } from '../../compute.js';
import type { Augmentation, Counters, Loss, Optimizer, StepRandom } from '../../plugin/index.js';
import type { Network } from '../network/network.js';
import type { OpenTerm } from './terms.js';

/** A component with the name that errors give it. */
export interface Named<T> {
  /** `kind type`. */
  readonly component: string;
  readonly value: T;
}

/** Numbers that the host sets before a step and that enter it as inputs. */
export class StepScalars {
  values: Readonly<Record<string, number>> = {};

  /** Rank-0 tensors of `names` for the step that is being made. */
  tensors(compute: Compute, names: readonly string[]): Record<string, Scalar> {
    return Object.fromEntries(
      names.map((name) => [
        name,
        compute.hostInput([], 'float32', (target) => {
          target[0] = this.values[name]!;
        }) as Scalar,
      ]),
    );
  }
}

/** Where the run's counters stood before the step that is made, or was made last: numbers that move are read from it. */
export interface StepClock {
  counters: Counters;
}

/** One network with what updates it. */
export interface Learner {
  readonly network: Network;
  readonly optimizer: Named<Optimizer>;
  /** By weight name, in the order of `network.weights`; trainable weights only. */
  readonly slots: ReadonlyMap<string, Readonly<Record<string, Variable>>>;
  readonly scalars: StepScalars;
  /** Names of the optimizer's scalars. */
  readonly scalarNames: readonly string[];
}

/** Everything that a training step is made of. */
export interface StepParts {
  readonly compute: Compute;
  readonly clock: StepClock;
  readonly generator: Learner;
  readonly discriminator: Learner;
  /** The generator's running average, if the experiment keeps one. */
  readonly average: Network | undefined;
  readonly loss: Named<Loss>;
  /** All that is lowered: the game of the loss first, then regularizers, conditioning and latents. */
  readonly terms: readonly OpenTerm[];
  /** The score of what the discriminator gives for examples. */
  readonly scoreOf: (output: Tensor, examples: Tensor) => Tensor;
  readonly augmentations: readonly (Named<Augmentation> & { readonly random: StepRandom })[];
  readonly latents: (batch: number) => Tensor;
  readonly batchSize: number;
  readonly exampleShape: readonly number[];
  readonly dtype: 'uint8' | 'float32';
  readonly range: readonly [number, number];
  /** Set when the networks take labels. */
  readonly classes: number | undefined;
}
