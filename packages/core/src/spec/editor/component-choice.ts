import type { Json } from '../../plugin/json.js';
import type { ComponentKind, OptionsSchema } from '../../plugin/options.js';
import type { Registered, Registry } from '../../plugin/registry.js';
import { componentSchema, kindNames } from '../component-schema.js';
import type { Schema, Slot } from '../schema.js';
import { aOrAn, listWords } from '../words.js';
import { decide, forEditor, refTo } from './values.js';

/**
 * One component out of those of a kind, as editors read it: its type alone, or a map whose `type` decides which further keys
 * it takes. The decision is an `if` per type rather than a choice of whole maps (`anyOf`): so a misspelt type is told at the
 * type, a misspelt option at the option with the type's own keys, and nothing but the keys of the written type is offered.
 */
export function componentDefinitions(
  kinds: readonly ComponentKind[],
  registry: Registry,
): { readonly [name: string]: Schema } {
  const made: Record<string, Schema> = {};
  for (const kind of kinds) {
    const entries = registry.list(kind);
    Object.assign(made, choiceOf(kind, kind, entries));
    for (const entry of entries) made[nameOf(kind, entry.address)] = describeComponent(entry);
  }
  return made;
}

/** Which definitions stand at a place of components; the second only offers. */
export function fill(slot: Slot): readonly Schema[] {
  if (slot.is === 'component-list') return [itemOf(slot.kind)];
  const name = slot.is === 'component' ? slot.kind : slot.is === 'network' ? slot.role : 'stop';
  return [refTo(name), refTo(newOf(name))];
}

/** In a list each component names its type: lists are replaced, never merged. */
export const itemOf = (name: string): Schema => ({ allOf: [refTo(name)], required: ['type'] });

const nameOf = (kind: ComponentKind, address: string): string => `${kind}.${address.replaceAll('/', '.')}`;
const newOf = (name: string): string => `${name}-new`;

/** A map that is no component of the kind, at a place where that is allowed too. */
export interface Around {
  readonly noun: string;
  /** How it is written, in words. */
  readonly form: string;
  readonly properties: { readonly [key: string]: Schema };
  /** What holds for a map without a type. */
  readonly untyped: Schema;
}

/**
 * The definition `name`, which judges a component and offers what may be written of it, and `name-new`, which judges nothing
 * good and offers types that cannot stand alone, together with what they need.
 */
export function choiceOf(
  name: string,
  kind: ComponentKind,
  entries: readonly Registered[],
  around?: Around,
): { readonly [name: string]: Schema } {
  const noun = around?.noun ?? kindNames[kind];
  const bare = entries.filter(({ component }) => needsOf(component.options).length === 0);
  const rest = entries.filter((entry) => !bare.includes(entry));
  const snippets = rest.length === 0 ? {} : { defaultSnippets: rest.map(snippetOf) };
  const typed = entries.map(({ address }) =>
    decide(
      { type: 'object', required: ['type'], properties: { type: { const: address, doNotSuggest: true } } },
      refTo(nameOf(kind, address)),
    ),
  );
  const untyped = {
    type: 'object',
    ...snippets,
    ...(around ? { properties: around.properties, ...around.untyped } : {}),
  };
  return {
    [name]: {
      title: noun,
      anyOf: [
        {
          ...namesOf(bare),
          errorMessage: `Must be ${aOrAn(noun)}: ${formsOf(bare, rest, around)}. ${elsewhere}`,
        },
        {
          title: noun,
          type: 'object',
          properties: { type: typeOf(noun, entries) },
          allOf: [...typed, decide({ type: 'object', required: ['type'] }, true, untyped)],
        },
      ],
    },
    [newOf(name)]: { title: `new ${noun}`, not: {}, ...snippets },
  };
}

const elsewhere = 'For types of plugins, see `ganx schema --help`.';

function formsOf(
  bare: readonly Registered[],
  rest: readonly Registered[],
  around: Around | undefined,
): string {
  const names = (entries: readonly Registered[], last: 'or' | 'and') =>
    listWords(
      entries.map(({ address }) => address),
      last,
    );
  const forms = [
    ...(bare.length > 0 ? [names(bare, 'or')] : []),
    ...(rest.length > 0 ? [`{ type: ..., with its options } for ${names(rest, 'and')}`] : []),
    ...(around ? [around.form] : []),
  ];
  return forms.length === 0 ? 'no plugin brings one' : forms.join('; or ');
}

/** One of these types; of none, nothing. */
const namesOf = (entries: readonly Registered[]): Schema =>
  entries.length === 0
    ? { type: 'string', pattern: '(?!)' }
    : {
        enum: entries.map(({ address }) => address),
        enumDescriptions: entries.map(({ component }) => component.description),
      };

const typeOf = (noun: string, entries: readonly Registered[]): Schema => ({
  description: `Which ${noun}.`,
  ...namesOf(entries),
  errorMessage: `There is no ${noun} of this name. There are ${listWords(entries.map(({ address }) => address)) || 'none'}. ${elsewhere}`,
});

const needsOf = (options: OptionsSchema | undefined): readonly string[] => options?.required ?? [];

/** What is written at once for a type that cannot stand alone: itself and the options that it needs. */
function snippetOf({ address, component }: Registered): Json {
  const needs = needsOf(component.options).map((key, i): [string, Json] => [key, `$${i + 1}`]);
  return {
    label: address,
    description: component.description,
    body: { type: address, ...Object.fromEntries(needs) },
  };
}

/** A component's keys. Its description stands with its type, so that the place's own is told at the place. */
function describeComponent(entry: Registered): Schema {
  const schema = componentSchema(entry);
  const needs = new Set(schema.required);
  const { type: _type, ...properties } = schema.properties ?? {};
  return {
    title: entry.address,
    type: 'object',
    additionalProperties: false,
    required: schema.required ?? ['type'],
    properties: {
      type: { description: entry.component.description, const: entry.address, doNotSuggest: true },
      ...Object.fromEntries(
        Object.entries(properties).map(([key, property]) => [key, forEditor(property, fill, needs.has(key))]),
      ),
    },
  };
}

/** Options without a type: what a file may say of a component that the file it extends has named. */
export function changesOf(kind: ComponentKind, entries: readonly Registered[]): Schema {
  const properties: Record<string, Schema> = {};
  for (const entry of entries) {
    for (const [key, { description }] of Object.entries(componentSchema(entry).properties ?? {})) {
      if (key !== 'type') properties[key] ??= { description: description ?? key };
    }
  }
  return {
    title: `changes to the ${kindNames[kind]}`,
    type: 'object',
    additionalProperties: false,
    properties,
  };
}
