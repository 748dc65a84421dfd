import type { Json } from '../plugin/json.js';
import type { ComponentKind } from '../plugin/options.js';
import type { Registered, Registry } from '../plugin/registry.js';
import { componentSchema, kindNames, sweepKinds } from './component-schema.js';
import { type Schema, type Slot, slotOf } from './schema.js';
import { skeleton } from './skeleton.js';
import { aOrAn } from './words.js';

/**
 * One JSON Schema (Draft-07) for the experiments that a registry allows, for editors. It is as strict as `check` is on one
 * file, except that a number may also be a `${...}`, whose value an editor cannot know.
 *
 * Components are an `anyOf` of closed objects, each with its own `type` as a constant: yaml-language-server picks the branch
 * by that constant, for completion and for messages.
 */
export function experimentSchema(registry: Registry): Json {
  const { properties } = forEditor(skeleton);
  const schema: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ganx experiment',
    description: 'Which data, which two networks, how their training is balanced, and when to stop.',
    type: 'object',
    additionalProperties: false,
    properties: { extends: extendsSchema, ...properties },
    // A file that extends another one may leave out what the other one says, even the type of a component.
    if: { required: ['extends'] },
    else: { required: skeleton.required, properties: typesRequired(skeleton) },
    definitions: definitions(registry),
  };
  return schema as unknown as Json;
}

const extendsSchema: Schema = {
  description:
    'Files that this one is laid on, in order; relative to this file. Maps merge, lists replace, null removes.',
  anyOf: [
    { type: 'string', minLength: 1 },
    { type: 'array', items: { type: 'string', minLength: 1 } },
  ],
};

function definitions(registry: Registry): { readonly [name: string]: Schema } {
  const kinds = (Object.keys(kindNames) as ComponentKind[]).filter((kind) => !sweepKinds.includes(kind));
  const changes = kinds.map((kind) => [`${kind}-changes`, changesOf(kind, registry.list(kind))]);
  return {
    generator: networkDefinition('generator', registry),
    discriminator: networkDefinition('discriminator', registry),
    stop: stopDefinition,
    ...componentDefinitions(kinds, registry),
    ...Object.fromEntries(changes),
  };
}

/** For each kind a choice by its name, and for each component one by `kind.type`. */
export function componentDefinitions(
  kinds: readonly ComponentKind[],
  registry: Registry,
): { readonly [name: string]: Schema } {
  const made: Record<string, Schema> = {};
  for (const kind of kinds) {
    const entries = registry.list(kind);
    made[kind] = oneOfKind(kind, entries);
    for (const entry of entries) made[nameOf(kind, entry.address)] = describeComponent(entry);
  }
  return made;
}

const nameOf = (kind: ComponentKind, address: string): string => `${kind}.${address.replaceAll('/', '.')}`;
export const refTo = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

function oneOfKind(kind: ComponentKind, entries: readonly Registered[]): Schema {
  // Without further options that it needs, a type may stand alone.
  const bare = entries
    .filter(({ component }) => (component.options?.required ?? []).length === 0)
    .map(({ address }) => address);
  if (entries.length === 0) return { description: `No plugin brings ${aOrAn(kindNames[kind])}.`, not: {} };
  return {
    description: `${aOrAn(kindNames[kind])}.`.replace(/^a/, 'A'),
    anyOf: [
      ...(bare.length === 0
        ? []
        : [{ description: 'The type alone, with the defaults of its options.', enum: bare }]),
      ...entries.map(({ address }) => refTo(nameOf(kind, address))),
    ],
    ...completionOf(entries.filter(({ address }) => !bare.includes(address))),
  };
}

function describeComponent({ component, ...entry }: Registered): Schema {
  const { description } = component;
  // yaml-language-server offers a branch by its title. It cannot show examples that are maps, so there are none.
  return { title: entry.address, description, ...forEditor(componentSchema({ component, ...entry })) };
}

/**
 * After "type:", yaml-language-server leaves out branches whose other needs are not met yet. Examples bring their types back
 * without judging anything.
 */
function completionOf(entries: readonly Registered[]): Schema {
  return entries.length === 0
    ? {}
    : { properties: { type: { examples: entries.map(({ address }) => address) } } };
}

/** Options without a type: what a file may say of a component that the file it extends has named. */
function changesOf(kind: ComponentKind, entries: readonly Registered[]): Schema {
  const properties: Record<string, Schema> = {};
  for (const entry of entries) {
    for (const [key, { description }] of Object.entries(componentSchema(entry).properties ?? {})) {
      if (key !== 'type') properties[key] ??= { description: description ?? key };
    }
  }
  return {
    description: `Changes to the ${kindNames[kind]} of the file that this one extends.`,
    type: 'object',
    additionalProperties: false,
    properties,
  };
}

function networkDefinition(role: 'generator' | 'discriminator', registry: Registry): Schema {
  const presets = registry.list('network').filter(({ component }) => component.roles.includes(role));
  const { anyOf } = oneOfKind('network', presets);
  return {
    description: `The ${role}: a list of layers, or a preset.`,
    anyOf: [
      {
        type: 'object',
        additionalProperties: false,
        required: ['layers'],
        properties: {
          layers: {
            description: 'Layers, from input to output.',
            type: 'array',
            minItems: 1,
            items: refTo('layer'),
          },
        },
      },
      ...((anyOf ?? []) as readonly Schema[]),
    ],
  };
}

const combination = (key: 'any' | 'all', description: string): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: [key],
  properties: { [key]: { description, type: 'array', minItems: 1, items: refTo('stop') } },
});

const stopDefinition: Schema = {
  description: 'One rule, or rules combined.',
  anyOf: [
    combination('any', 'The run is over when one of these says so.'),
    combination('all', 'The run is over when all of these say so.'),
    refTo('stopping-rule'),
  ],
};

const slotNames = (slot: Slot): readonly string[] => {
  if (slot.is === 'network') return [slot.role, 'network-changes'];
  if (slot.is === 'stop') return ['stop', 'stopping-rule-changes'];
  return [slot.kind, `${slot.kind}-changes`];
};

/** A schema as an editor reads it: places of components filled in, our own keywords gone. */
function forEditor(schema: Schema, required = true): Schema {
  const slot = slotOf(schema);
  const kept = Object.fromEntries(
    Object.entries(schema).filter(([key]) => !key.startsWith('x-ganx-')),
  ) as Schema;
  if (slot?.is === 'component-list')
    return orAbsent({ ...kept, type: 'array', items: refTo(slot.kind) }, required);
  if (slot) {
    const { description, default: fallback } = kept;
    const anyOf = [...slotNames(slot).map(refTo), ...(required ? [] : [{ type: 'null' }])];
    return {
      ...(description ? { description } : {}),
      ...(fallback === undefined ? {} : { default: fallback }),
      anyOf,
    };
  }
  const { properties, items } = kept;
  const needs = new Set(kept.required ?? []);
  const typed = orBareType(
    orReference({
      ...kept,
      ...(properties
        ? { properties: mapValues(properties, (property, key) => forEditor(property, needs.has(key))) }
        : {}),
      ...(items && !Array.isArray(items) ? { items: forEditor(items as Schema) } : {}),
    }),
    properties?.type,
  );
  return orAbsent(typed, required);
}

/** What has a type among its keys may be written as the type alone. */
function orBareType(schema: Schema, type: Schema | undefined): Schema {
  if (!Array.isArray(type?.enum)) return schema;
  const { description, default: fallback, ...object } = schema;
  const anyOf = [{ enum: type.enum }, object];
  return {
    ...(description ? { description } : {}),
    ...(fallback === undefined ? {} : { default: fallback }),
    anyOf,
  };
}

const mapValues = <A, B>(
  object: { readonly [key: string]: A },
  change: (value: A, key: string) => B,
): { [key: string]: B } =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

const referencePattern = '\\$\\{.+\\}';

/** A number, a switch or a choice may be written as `${...}`. */
function orReference(schema: Schema): Schema {
  if (schema.type === 'integer' || schema.type === 'number' || schema.type === 'boolean') {
    return { ...schema, type: [schema.type, 'string'], pattern: referencePattern };
  }
  if (!Array.isArray(schema.enum)) return schema;
  const { enum: choices, type: _type, ...rest } = schema;
  return { ...rest, anyOf: [{ enum: choices }, { type: 'string', pattern: referencePattern }] };
}

/** A null reads as "not there". */
function orAbsent(schema: Schema, required: boolean): Schema {
  if (required || schema.const !== undefined) return schema;
  if (schema.type !== undefined) return { ...schema, type: [...new Set([schema.type, 'null'].flat())] };
  const anyOf = schema.anyOf as readonly Schema[] | undefined;
  return anyOf ? { ...schema, anyOf: [...anyOf, { type: 'null' }] } : schema;
}

/** In a file that stands alone, a component must name its type, wherever `forEditor` let it go without. */
function typesRequired({ properties = {} }: Schema): { readonly [key: string]: Schema } {
  const made: Record<string, Schema> = {};
  for (const [key, property] of Object.entries(properties)) {
    const slot = slotOf(property);
    const marks =
      slot?.is === 'network' ? ['type', 'layers'] : slot?.is === 'stop' ? ['type', 'any', 'all'] : ['type'];
    if (slot && slot.is !== 'component-list') {
      made[key] =
        marks.length === 1 ? { required: marks } : { anyOf: marks.map((mark) => ({ required: [mark] })) };
    } else if (property.properties && !property.properties.type) {
      const inner = typesRequired(property);
      if (Object.keys(inner).length > 0) made[key] = { properties: inner };
    }
  }
  return made;
}
