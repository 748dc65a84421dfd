import { PluginError, ShapeError } from '../../errors.js';
import type { NetworkRole } from '../../plugin/layer.js';
import { ofKind } from '../components.js';
import type { SpecProblem } from '../problem.js';
import type { ComponentSpec } from '../types.js';
import { quote } from '../words.js';
import { presetLayers } from './preset-layers.js';
import type { SemanticView } from './view.js';

/** Why a layer that compares the samples of a batch cannot train with a batch of one. */
export const batchOfOne = (type: string, where: string): string =>
  `data.batchSize is 1, but the layer ${quote(type)} (${where}) looks at how the samples of a batch differ: of one sample it makes a constant, and what stands before it never learns. Set data.batchSize to at least 2 (64 is usual), or take a layer that looks at one sample at a time.`;

/** A batch has more than one sample where a layer mixes them. */
export function checkBatchOfOne(view: SemanticView): readonly SpecProblem[] {
  const { loaded, spec, used, registry } = view;
  if (spec.data.batchSize > 1) return [];
  const written = ofKind(used, 'layer').map(({ path, spec: { type } }) => ({ path, type }));
  const ofPresets = ofKind(used, 'network').flatMap(({ path, spec: preset }) =>
    typesOf(view, path as NetworkRole, preset).map((type) => ({ path, type })),
  );
  const found = [...written, ...ofPresets].find(
    ({ type }) => registry.find('layer', type)?.component.mixesSamples,
  );
  if (!found) return [];
  return [loaded.problem('data.batchSize', 'GANX_SPEC_SEMANTIC', batchOfOne(found.type, found.path))];
}

/** Of a preset that has no layers for these data the network's own refusal tells. */
function typesOf(view: SemanticView, role: NetworkRole, preset: ComponentSpec): readonly string[] {
  try {
    return presetLayers(view, role, preset).map(({ type }) => type);
  } catch (error) {
    if (error instanceof ShapeError || error instanceof PluginError) return [];
    throw error;
  }
}
