import type { Json } from '../../plugin/json.js';
import { expected } from '../expected.js';
import { type Schema, type Slot, slotOf } from '../schema.js';

/**
 * Values of a schema as editors read them. Beside Draft-07 these use keywords of VS Code's JSON language service, which
 * yaml-language-server shares and other tools pass over: `errorMessage`, `enumDescriptions`, `defaultSnippets`,
 * `doNotSuggest`.
 */

export const refTo = (name: string): Schema => ({ $ref: `#/definitions/${name}` });

/** Where one schema holds, another must too; or else a third. */
export const decide = (condition: Schema, holds: Schema | boolean, otherwise?: Schema | boolean): Schema => ({
  if: condition,
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
  then: holds,
  ...(otherwise === undefined ? {} : { else: otherwise }),
});

/** Says which definitions stand at a place of components, one of which must hold. */
export type Fill = (slot: Slot) => readonly Schema[];

const reference: Schema = {
  title: 'reference',
  description: 'A value that is filled in when the experiment starts: ${env:NAME,default} or ${another.key}.',
  type: 'string',
  pattern: '\\$\\{.+\\}',
};

/** A null, without its being offered at every turn, as a type "null" would be. */
const nothing: Schema = { title: 'nothing', if: { type: 'null' }, else: false };

/** Adds "not there" to what may stand at a place; description and default stay outside, where editors look for them. */
export function orNothing(schema: Schema): Schema {
  const { description, default: fallback, ...judging } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(Array.isArray(judging.anyOf)
      ? { ...judging, anyOf: [...(judging.anyOf as readonly Schema[]), nothing] }
      : { anyOf: [judging, nothing] }),
  };
}

/** A value as editors read it: places of components filled in, our own keywords gone, `${...}` and null allowed. */
export function forEditor(schema: Schema, fill: Fill, required: boolean): Schema {
  const slot = slotOf(schema);
  const kept = withoutOurs(schema);
  if (slot?.is === 'component-list') return list({ ...kept, items: fill(slot)[0]! }, schema, required);
  if (slot) {
    const described = kept.description === undefined ? {} : { description: kept.description };
    return { ...described, anyOf: required ? fill(slot) : [...fill(slot), nothing] };
  }
  if (kept.properties) return object(kept, fill, required);
  if (kept.type === 'array') {
    const { items } = kept;
    return list(
      Array.isArray(items) || items === undefined
        ? kept
        : { ...kept, items: forEditor(items as Schema, fill, true) },
      schema,
      required,
    );
  }
  const value = orSchedule(explained(orReference({ ...kept, ...documented(schema) }), schema), schema, fill);
  return required ? value : orNothing(value);
}

function withoutOurs(schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => !key.startsWith('x-ganx-'))) as Schema;
}

function object(kept: Schema, fill: Fill, required: boolean): Schema {
  const needs = new Set(kept.required ?? []);
  const { default: _fallback, ...rest } = kept;
  const properties = Object.fromEntries(
    Object.entries(kept.properties ?? {}).map(([key, property]) => [
      key,
      forEditor(property, fill, needs.has(key)),
    ]),
  );
  const bare = kept.properties?.type?.enum;
  const made: Schema = { ...rest, properties };
  // What has a type among its keys may be written as the type alone.
  if (Array.isArray(bare)) return orBare(made, bare as readonly Json[], required);
  return required ? made : { ...made, type: ['object', 'null'] };
}

function orBare({ description, ...made }: Schema, bare: readonly Json[], required: boolean): Schema {
  return {
    ...(description === undefined ? {} : { description }),
    anyOf: [{ enum: bare }, made, ...(required ? [] : [nothing])],
  };
}

function list(made: Schema, original: Schema, required: boolean): Schema {
  const { default: fallback, ...rest } = made;
  return {
    ...rest,
    ...documented(original),
    ...(isPlainList(fallback) ? { default: fallback } : {}),
    type: required ? 'array' : ['array', 'null'],
    errorMessage: `Must be ${expected({ ...withoutOurs(original), type: 'array' })}.`,
  };
}

const isPlainList = (value: unknown): value is Json[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item !== 'object');

/** A number, a switch or a choice may be written as `${...}`. */
function orReference(schema: Schema): Schema {
  const { type } = schema;
  if (type === 'integer' || type === 'number' || type === 'boolean') {
    return { ...schema, type: [type, 'string'], pattern: reference.pattern };
  }
  const { description, default: fallback, enum: choices, type: _type, anyOf, ...rest } = schema;
  if (!Array.isArray(choices) && !Array.isArray(anyOf)) return schema;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...rest,
    anyOf: [...(Array.isArray(choices) ? [{ enum: choices }] : (anyOf as Schema[])), reference],
  };
}

/** What an editor says where a value is none of these at all; for limits it has words of its own. */
function explained(schema: Schema, original: Schema): Schema {
  if (schema.type === undefined || schema.type === 'object') return schema;
  const or =
    Array.isArray(schema.type) && schema.pattern === reference.pattern ? ', or a reference: ${...}' : '';
  return { ...schema, errorMessage: `Must be ${expected(original)}${or}.` };
}

/** A number that may move: a map is a schedule, anything else is judged as the number. */
function orSchedule(value: Schema, schema: Schema, fill: Fill): Schema {
  if (!schema['x-ganx-schedulable']) return value;
  const { description, default: fallback, ...judging } = value;
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...decide({ type: 'object' }, fill({ is: 'component', kind: 'schedule' })[0]!, judging),
  };
}

/** A description that also says what may stand there, and what does where nothing is said. */
function documented(schema: Schema): { readonly description?: string } {
  const { description, default: fallback, enum: choices, const: constant } = schema;
  if (description === undefined) return {};
  const words = expected(schema);
  const known =
    choices !== undefined || constant !== undefined || words === 'text' || schema['x-ganx-component-list'];
  const form = known ? '' : `${words[0]!.toUpperCase()}${words.slice(1)}.`;
  const said = fallback === undefined || isEmpty(fallback) ? '' : `Default: ${JSON.stringify(fallback)}.`;
  const more = [form, said].filter(Boolean).join(' ');
  return { description: more === '' ? description : `${description}\n${more}` };
}

const isEmpty = (value: Json): boolean =>
  value === null || (typeof value === 'object' && (Object.keys(value).length === 0 || !isPlainList(value)));
