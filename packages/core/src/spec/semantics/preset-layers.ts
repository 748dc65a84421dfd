import { rangeOf } from '../../data/range.js';
import type { LayerSpec, NetworkRole } from '../../plugin/layer.js';
import type { NetworkContext } from '../../plugin/network.js';
import { ownOptions } from '../component-schema.js';
import { resolveLayers } from '../resolve-layers.js';
import type { ComponentSpec } from '../types.js';
import { asking, type SemanticView } from './view.js';

/** The layers that a preset stands for as one of the networks; none where it cannot be that one. */
export function presetLayers(
  { spec, info, registry, conditional }: SemanticView,
  role: NetworkRole,
  preset: ComponentSpec,
): readonly LayerSpec[] {
  const component = registry.get('network', preset.type);
  if (!component.roles.includes(role)) return [];
  const range = rangeOf(spec, info);
  const context: NetworkContext = {
    role,
    exampleShape: info.shape,
    latentSize: spec.latent.size,
    ...(range === undefined ? {} : { exampleRange: range }),
    ...(conditional && info.classes !== undefined ? { classes: info.classes } : {}),
  };
  return resolveLayers(
    asking(`network ${preset.type}`, 'layers', () =>
      component.layers(ownOptions('network', preset), context),
    ),
    registry,
  );
}
