import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

export interface Loss {
  /** What the discriminator must lower. dReal, dFake: raw outputs [B,1] for real and generated examples. */
  discriminator(dReal: Tensor, dFake: Tensor): Scalar;
  /** What the generator must lower. `dReal` is given only if `generatorSeesReal`. */
  generator(dFake: Tensor, dReal?: Tensor): Scalar;
  /** Raw output to "how real", for D(x) and D(G(z)) in logs: the sigmoid for logits, identity for critics. */
  opinion(score: Tensor): Tensor;
  /** The raw output above which the discriminator calls an example real (0 for logits and critics, 0.5 for least squares). */
  readonly threshold: number;
  readonly generatorSeesReal?: boolean;
}

export interface LossDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  create(options: OptionsOf<S>): Loss;
}

export interface LossComponent extends Component<'loss'>, Pick<LossDefinition<OptionsSchema>, 'create'> {}

/** The game that the two networks play, for `loss:`. */
export function defineLoss<const S extends OptionsSchema | undefined = undefined>(
  definition: LossDefinition<S>,
): Defined<LossComponent, LossDefinition<S>, 'create'> {
  return { kind: 'loss', ...definition } as never;
}
