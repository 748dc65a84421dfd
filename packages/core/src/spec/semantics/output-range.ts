import { type Range, rangeOf } from '../../data/range.js';
import { PluginError, ShapeError } from '../../errors.js';
import type { DatasetInfo } from '../../plugin/dataset.js';
import type { LayerSpec } from '../../plugin/layer.js';
import { ownOptions } from '../component-schema.js';
import type { SpecProblem } from '../problem.js';
import type { ComponentSpec } from '../types.js';
import { quote } from '../words.js';
import { presetLayers } from './preset-layers.js';
import { asking, type SemanticView } from './view.js';

/** A generator's last layer must make what the data are. Where images are scaled to [-1, 1], a generator that ends in a sigmoid could never make a dark pixel. */
export function checkOutputRange(view: SemanticView): readonly SpecProblem[] {
  const { loaded, spec, info, registry } = view;
  const range = rangeOf(spec, info);
  if (range === undefined) return [];
  const isList = 'layers' in spec.generator && !('type' in spec.generator);
  let layers: readonly LayerSpec[];
  try {
    layers = isList
      ? (spec.generator.layers as readonly LayerSpec[])
      : presetLayers(view, 'generator', spec.generator as ComponentSpec);
  } catch (error) {
    // A preset refuses data with a plain error; building the network tells it with its place.
    if (error instanceof PluginError && error.code === 'GANX_PLUGIN_THREW') return [];
    if (!(error instanceof ShapeError)) throw error;
    return [loaded.problem('generator', 'GANX_SPEC_SHAPE', error.message)];
  }
  const last = layers.at(-1);
  const component = last && registry.find('layer', last.type)?.component;
  if (!component?.outputRange) return [];
  const output = asking(`layer ${last!.type}`, 'outputRange', () =>
    component.outputRange!(ownOptions('layer', last!)),
  );
  if (!output || fits(output, range, info)) return [];
  const path = isList ? `generator.layers.${layers.length - 1}.type` : 'generator.type';
  const message =
    `The generator ends in ${quote(last!.type)}, whose outputs lie in ${show(output)}, but ${lie(range, info)} ` +
    mendOf(info);
  return [loaded.problem(path, 'GANX_SPEC_RANGE', message)];
}

/**
 * An output that is bounded on both sides must have the data's bounds; on one side, it must reach them. Bounds that were
 * fitted are only what was seen: to reach them is enough.
 */
export function fits([low, high]: Range, [from, to]: Range, { fittedRange }: DatasetInfo): boolean {
  if (!fittedRange && Number.isFinite(low) && Number.isFinite(high)) return low === from && high === to;
  return low <= from && high >= to;
}

/** What the data's range is, and who says so. */
export function lie(range: Range, { dtype, fittedRange }: DatasetInfo): string {
  if (dtype === 'uint8') return `images are scaled to ${show(range)}.`;
  return `the data lie in ${show(range)}, ${fittedRange ? 'fitted to the examples' : 'as the dataset declares'}.`;
}

export const mendOf = ({ dtype }: DatasetInfo): string =>
  dtype === 'uint8'
    ? 'End it in a layer with that range (tanh for [-1, 1], sigmoid for [0, 1]) or set data.range.'
    : 'End it in a layer with that range or without bounds (outputActivation: none of a preset), or have the dataset scale its values; floats are used as they are.';

const show = ([low, high]: Range): string => `[${low}, ${high}]`;
