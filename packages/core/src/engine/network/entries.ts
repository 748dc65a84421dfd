import { ShapeError } from '../../errors.js';
import type { LayerSpec, NetworkContext, Registry } from '../../plugin/index.js';
import { ownOptions } from '../../spec/component-schema.js';
import type { ComponentSpec, NetworkSpec } from '../../spec/types.js';
import { asShapeError } from './shape-errors.js';

/** TensorFlow.js runs out of stack somewhere above 4,000 layers, in code that other calls may lie below. */
const mostLayers = 2000;

export interface Entries {
  readonly layers: readonly LayerSpec[];
  /** `preset "dcgan"`, where a preset gave them. */
  readonly preset: string | undefined;
  /** What names them: `The list generator.layers`. */
  readonly from: string;
  /** Where one of them stands in the spec, or the preset that gave it. */
  pathOf(index: number): string;
}

/**
 * The layers of a network, of its list or of its preset.
 *
 * Errors     ShapeError where the preset cannot make this network, or there are no layers or too many.
 */
export function entriesOf(spec: NetworkSpec, context: NetworkContext, registry: Registry): Entries {
  const { role } = context;
  const preset = 'type' in spec ? (spec as ComponentSpec) : undefined;
  const layers = preset
    ? presetLayers(preset, context, registry)
    : (spec as { readonly layers: readonly LayerSpec[] }).layers;
  const { length } = layers;
  if (length === 0) throw new ShapeError(role, `The ${role} has no layers.`);
  if (length > mostLayers)
    throw new ShapeError(
      role,
      `The ${role} has ${length} layers, and a network has at most ${mostLayers}: TensorFlow.js puts them in order by calls inside calls. Leave some out.`,
    );
  if (!preset)
    return {
      layers,
      preset: undefined,
      from: `The list ${role}.layers`,
      pathOf: (index) => `${role}.layers.${index}`,
    };
  const name = `preset "${preset.type}"`;
  return { layers, preset: name, from: `The network ${name}`, pathOf: () => role };
}

function presetLayers(
  preset: ComponentSpec,
  context: NetworkContext,
  registry: Registry,
): readonly LayerSpec[] {
  const { role } = context;
  const component = registry.get('network', preset.type);
  if (!component.roles.includes(role)) {
    throw new ShapeError(
      role,
      `The preset "${preset.type}" can be the ${component.roles.join(' or ')}, not the ${role}.`,
      undefined,
      'GANX_SPEC_NETWORK_ROLE',
    );
  }
  try {
    return component.layers(ownOptions('network', preset), context);
  } catch (cause) {
    throw asShapeError(cause, role, `The preset "${preset.type}" cannot make a ${role} for this experiment`);
  }
}
