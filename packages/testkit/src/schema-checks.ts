import { type AnyComponent, frameworkOptions, schedulableFault } from '@ganx/core/plugin';
import type { Check, CheckContext } from './check.js';
import { Finding } from './fault.js';
import { resolveOptions } from './options.js';

type Schema = { readonly [keyword: string]: unknown };

/** What holds for a component of any kind: its name, its schema and its examples. */
export function schemaChecks(component: AnyComponent, { registry }: CheckContext): Check[] {
  return [
    {
      fault: 'definition',
      claim: 'its type is kebab-case and its description a sentence',
      run() {
        if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(component.type))
          throw new Finding(`"${component.type}" is not kebab-case.`);
        if (!/^.{10,}\.$/s.test(component.description)) {
          throw new Finding(
            `Its description "${component.description}" is no sentence that ends in a full stop.`,
          );
        }
      },
    },
    {
      fault: 'definition',
      claim: 'its schema is closed, and every property and nested property is described',
      run() {
        if (component.options) inspect(component.options as unknown as Schema, component.type);
      },
    },
    {
      fault: 'definition',
      claim: 'its options leave the names alone that the framework reads',
      run() {
        const reserved = ['type', ...Object.keys(frameworkOptions[component.kind] ?? {})];
        const taken = Object.keys(component.options?.properties ?? {}).filter((name) =>
          reserved.includes(name),
        );
        if (taken.length > 0)
          throw new Finding(`It declares ${taken.join(', ')}, which the framework reads itself.`);
      },
    },
    {
      fault: 'definition',
      claim: 'options that are schedulable are numbers, of a kind that can read a number which moves',
      run() {
        for (const [name, property] of Object.entries(component.options?.properties ?? {})) {
          const fault = schedulableFault(component.kind, property);
          if (fault !== undefined) throw new Finding(`"${name}" ${fault}.`);
        }
      },
    },
    {
      fault: 'example',
      claim: 'its examples are valid',
      run() {
        for (const example of component.examples) {
          if (example.type !== component.type) throw new Finding(`An example is of type "${example.type}".`);
          try {
            resolveOptions(component, example, registry);
          } catch (cause) {
            throw new Finding((cause as Error).message);
          }
        }
      },
    },
    {
      fault: 'definition',
      claim: 'its option names are camelCase',
      run() {
        for (const name of Object.keys(component.options?.properties ?? {})) {
          if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Finding(`"${name}" is not camelCase.`);
        }
      },
    },
  ];
}

function inspect(schema: Schema, path: string): void {
  if (schema.type === 'object') {
    const free = 'x-ganx-component' in schema;
    if (!free && schema.additionalProperties !== false)
      throw new Finding(`${path} is an open object: set additionalProperties to false.`);
    for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
      const place = `${path}.${name}`;
      if (typeof property.description !== 'string' || property.description.length < 10) {
        throw new Finding(`${place} has no description of at least ten characters.`);
      }
      inspect(property, place);
    }
  }
  if (schema.type === 'array' && schema.items) inspect(schema.items as Schema, `${path}[]`);
}
