import type { Component, ComponentDefinition, Defined } from './component.js';
import type { LayerSpec, NetworkRole } from './layer.js';
import type { OptionsOf, OptionsSchema } from './options.js';

export interface NetworkContext {
  readonly role: NetworkRole;
  /** Shape of one example without the batch axis: [H,W,C] or [D]. */
  readonly exampleShape: readonly number[];
  readonly latentSize: number;
  /** Classes, when the experiment is conditional. */
  readonly classes?: number;
  /** Range that examples are scaled to, which the generator's output activation should match. */
  readonly exampleRange?: readonly [number, number];
}

export interface NetworkDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  readonly roles: readonly NetworkRole[];
  /** A preset is a function from options to layers: what it returns could have been written in the spec. */
  layers(options: OptionsOf<S>, context: NetworkContext): readonly LayerSpec[];
}

export interface NetworkComponent
  extends Component<'network'>,
    Pick<NetworkDefinition<OptionsSchema>, 'roles' | 'layers'> {}

/** A preset for `generator:` or `discriminator:`. */
export function defineNetwork<const S extends OptionsSchema | undefined = undefined>(
  definition: NetworkDefinition<S>,
): Defined<NetworkComponent, NetworkDefinition<S>, 'layers'> {
  return { kind: 'network', ...definition } as never;
}
