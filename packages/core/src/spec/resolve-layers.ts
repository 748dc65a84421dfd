import { PluginError } from '../errors.js';
import type { Json } from '../plugin/json.js';
import type { LayerSpec } from '../plugin/layer.js';
import type { Registry } from '../plugin/registry.js';
import type { Schema } from './schema.js';
import { settle } from './settle.js';
import { fromJson, type MapNode, toJson } from './tree.js';
import { validateMap } from './validate.js';

const schema: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: { layers: { type: 'array', minItems: 1, 'x-ganx-component-list': 'layer' } },
};

/** Layers as a preset returns them, with defaults filled in. What a spec may not say, a preset may not return. */
export function resolveLayers(layers: readonly LayerSpec[], registry: Registry): readonly LayerSpec[] {
  const written = fromJson({ layers: layers as unknown as Json }) as MapNode;
  const root = settle(written, schema, registry) as MapNode;
  const [problem] = validateMap(schema, root, written, registry);
  if (problem)
    throw new PluginError(
      'GANX_PLUGIN_INVALID',
      `A preset returned layers that no spec may have, at ${problem.path}: ${problem.message}`,
    );
  return (toJson(root) as unknown as { readonly layers: readonly LayerSpec[] }).layers;
}
