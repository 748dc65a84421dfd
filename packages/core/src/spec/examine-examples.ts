import type { PluginFault } from '../plugin/examine.js';
import type { Plugin } from '../plugin/plugin.js';
import type { Registry } from '../plugin/registry.js';
import type { Schema } from './schema.js';
import { settle } from './settle.js';
import { clone, fromJson, type MapNode } from './tree.js';
import { validateMap } from './validate.js';

/** Judges the examples of a plugin's components as a spec that holds them would be; the registry must know the plugin. */
export function examineExamples({ meta, components }: Plugin, registry: Registry): readonly PluginFault[] {
  const faults: PluginFault[] = [];
  const refuse = (message: string) => faults.push({ code: 'GANX_PLUGIN_EXAMPLE', message });
  for (const { kind, type, examples } of components) {
    for (const example of examples) {
      if (example?.type !== type) {
        refuse(
          `an example of the ${kind} "${type}" has the type ${JSON.stringify(example?.type)}. Write its own type, without the namespace.`,
        );
        continue;
      }
      const address = meta.namespace === undefined ? type : `${meta.namespace}/${type}`;
      const schema: Schema = { properties: { example: { 'x-ganx-component': kind } } };
      const written = fromJson({ example: { ...example, type: address } }) as MapNode;
      const settled = settle(clone(written), schema, registry) as MapNode;
      const [problem] = validateMap(schema, settled, written, registry);
      if (problem) {
        refuse(
          `an example of the ${kind} "${type}" is not valid: ${problem.message} It is ${JSON.stringify(example)}.`,
        );
      }
    }
  }
  return faults;
}
