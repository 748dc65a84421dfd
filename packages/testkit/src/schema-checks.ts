import { type AnyComponent, frameworkOptions } from '@ganx/core/plugin';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';

type Schema = { readonly [keyword: string]: unknown };

/** What holds for a component of any kind: its name, its schema and its examples. */
export function schemaChecks(component: AnyComponent, { registry }: CheckContext): Check[] {
  return [
    {
      claim: 'its type is kebab-case and its description a sentence',
      run() {
        if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(component.type))
          throw new Error(`"${component.type}" is not kebab-case.`);
        if (!/^.{10,}\.$/s.test(component.description)) {
          throw new Error(
            `Its description "${component.description}" is no sentence that ends in a full stop.`,
          );
        }
      },
    },
    {
      claim: 'its schema is closed, and every property and nested property is described',
      run() {
        if (component.options) inspect(component.options as unknown as Schema, component.type);
      },
    },
    {
      claim: 'its options leave the names alone that the framework reads',
      run() {
        const reserved = ['type', ...Object.keys(frameworkOptions[component.kind] ?? {})];
        const taken = Object.keys(component.options?.properties ?? {}).filter((name) =>
          reserved.includes(name),
        );
        if (taken.length > 0)
          throw new Error(`It declares ${taken.join(', ')}, which the framework reads itself.`);
      },
    },
    {
      claim: 'its examples are valid',
      run() {
        for (const example of component.examples) {
          if (example.type !== component.type) throw new Error(`An example is of type "${example.type}".`);
          resolveOptions(component, example, registry);
        }
      },
    },
    {
      claim: 'its option names are camelCase',
      run() {
        for (const name of Object.keys(component.options?.properties ?? {})) {
          if (!/^[a-z][A-Za-z0-9]*$/.test(name)) throw new Error(`"${name}" is not camelCase.`);
        }
      },
    },
  ];
}

function inspect(schema: Schema, path: string): void {
  if (schema.type === 'object') {
    const free = 'x-ganx-component' in schema;
    if (!free && schema.additionalProperties !== false)
      throw new Error(`${path} is an open object: set additionalProperties to false.`);
    for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, Schema>)) {
      const place = `${path}.${name}`;
      if (typeof property.description !== 'string' || property.description.length < 10) {
        throw new Error(`${place} has no description of at least ten characters.`);
      }
      inspect(property, place);
    }
  }
  if (schema.type === 'array' && schema.items) inspect(schema.items as Schema, `${path}[]`);
}
