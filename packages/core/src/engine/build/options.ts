import { Ajv, type ValidateFunction } from 'ajv';
import { PluginError } from '../../errors.js';
import type { AnyComponent, Json, LayerSpec } from '../../plugin/index.js';
import { ownOptions } from '../../spec/component-schema.js';

type Options = { readonly [option: string]: Json };

const ajv = new Ajv({ useDefaults: true, allErrors: true, strict: false });
const validators = new WeakMap<AnyComponent, ValidateFunction>();

/**
 * Options of a layer, defaults filled in. Layers that the user wrote come complete from the spec; those that a preset
 * or a plugin's nested `build` returns come here for the first time, so a mistake is the plugin's.
 */
export function layerOptions(component: AnyComponent, spec: LayerSpec, from: string): Options {
  const options = structuredClone(ownOptions(component.kind, spec));
  let validate = validators.get(component);
  if (!validate) {
    validate = ajv.compile(
      component.options ?? { type: 'object', additionalProperties: false, properties: {} },
    );
    validators.set(component, validate);
  }
  if (!validate(options)) {
    const problems = ajv.errorsText(validate.errors, { dataVar: spec.type });
    throw new PluginError(
      'GANX_PLUGIN_LAYER_OPTIONS',
      `${from} has a layer "${spec.type}" with options that its schema refuses: ${problems}.`,
      { place: { component: `layer ${spec.type}` } },
    );
  }
  return options;
}
