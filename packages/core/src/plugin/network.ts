import type { Component, ComponentDefinition, Defined } from './component.js';
import type { LayerSpec, NetworkRole } from './layer.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** What a preset may fit its layers to. */
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

/** What `defineNetwork` takes. */
export interface NetworkDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** The networks that it can be; the check refuses it for another one. */
  readonly roles: readonly NetworkRole[];
  /**
   * A preset is a function from options to layers: what it returns could have been written in the spec, layers of its own
   * plugin with their namespace. The same arguments give the same layers. Throws a `ShapeError` where it has no layers for
   * such examples.
   */
  layers(options: OptionsOf<S>, context: NetworkContext): readonly LayerSpec[];
}

/** As the registry keeps it. */
export interface NetworkComponent
  extends Component<'network'>,
    Pick<NetworkDefinition<OptionsSchema>, 'roles' | 'layers'> {}

/**
 * A preset for `generator:` or `discriminator:`. A generator begins with latents [latentSize] and ends in the example's
 * shape and range; a discriminator begins with an example and ends in one raw score, [1].
 *
 * ```ts
 * import { defineNetwork } from '@ganx/core/plugin';
 *
 * export const judge = defineNetwork({
 *   type: 'judge',
 *   description: 'One hidden layer.',
 *   roles: ['discriminator'],
 *   options: {
 *     type: 'object',
 *     additionalProperties: false,
 *     properties: { units: { description: 'Hidden units, at least 1.', type: 'integer', minimum: 1, default: 64 } },
 *   },
 *   examples: [{ type: 'judge' }, { type: 'judge', units: 8 }],
 *   layers: ({ units }, { exampleShape }) => [
 *     ...(exampleShape.length > 1 ? [{ type: 'flatten' }] : []),
 *     { type: 'dense', units },
 *     { type: 'relu' },
 *     { type: 'dense', units: 1 },
 *   ],
 * });
 * ```
 */
export function defineNetwork<const S extends OptionsSchema | undefined = undefined>(
  definition: NetworkDefinition<S>,
): Defined<NetworkComponent, NetworkDefinition<S>, 'layers'> {
  return { kind: 'network', ...definition } as never;
}
