import type { Schema } from '../../spec/schema.js';

/** What schemas of stored files are made of. Whatever they do not name may be there, so that later versions can add to it. */

/** No run counts further, and every whole number up to here plus one is another number. */
export const most = 2 ** 48;

export const text = (maxLength = 65_536, minLength = 0): Schema => ({ type: 'string', minLength, maxLength });
export const name: Schema = text(1024, 1);
export const natural: Schema = { type: 'integer', minimum: 0, maximum: most };
export const number: Schema = { type: 'number' };
export const share: Schema = { type: 'number', exclusiveMinimum: 0, maximum: 1 };
export const duration: Schema = { type: 'number', minimum: 0, maximum: 1e12 };
export const sha256: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const instant: Schema = {
  type: 'string',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})$',
  'x-ganx-expected': 'an instant as 2026-01-31T12:00:00Z',
};
export const yesOrNo: Schema = { type: 'boolean' };
/** Milliseconds since 1970, within what `Date` knows. */
export const time: Schema = { type: 'number', minimum: 0, maximum: 8.64e15 };
/** As a file of plain JSON has it. */
export const spelledNumber: Schema = {
  type: ['number', 'string'],
  pattern: '^(NaN|-?Infinity)$',
  'x-ganx-expected': 'a number, "NaN", "Infinity" or "-Infinity"',
};
/** A folder's checkpoint, below the run's folder. */
export const checkpointPath: Schema = {
  type: 'string',
  pattern: '^checkpoints/[0-9]{8,15}$',
  'x-ganx-expected': 'a path as checkpoints/00001000',
};
export const checkpointName: Schema = { type: 'string', pattern: '^[0-9]{8,15}$' };

export const anything: Schema = {};

/** A map with these keys; those that end in `?` may be left out. */
export function map(keys: Readonly<Record<string, Schema>>): Schema {
  const entries = Object.entries(keys);
  return {
    type: 'object',
    required: entries.flatMap(([key]) => (key.endsWith('?') ? [] : [key])),
    properties: Object.fromEntries(entries.map(([key, schema]) => [key.replace(/\?$/, ''), schema])),
  };
}

/** A map of any keys to values of one kind. */
export const record = (of: Schema, maxProperties = 10_000): Schema => ({
  type: 'object',
  additionalProperties: of,
  maxProperties,
});

export const list = (items: Schema, maxItems = 10_000): Schema => ({ type: 'array', items, maxItems });

export const orNull = (schema: Schema): Schema => ({ anyOf: [{ type: 'null' }, schema] });

export const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
