import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from './plugin/json.js';
import { expected } from './spec/expected.js';
import type { Schema } from './spec/schema.js';
import { nameValue, quote } from './spec/words.js';

const compiled = new WeakMap<Schema, ValidateFunction>();
let ajv: Ajv | undefined;

/**
 * Holds a value that was stored against a schema: what is wrong with the first thing that does not fit, with its place;
 * undefined where all fits. Numbers that are not finite are numbers; a bound refuses NaN.
 */
export function judgeValue(schema: Schema, value: unknown): string | undefined {
  const validate = compile(schema);
  if (validate(value)) return undefined;
  return describe(validate.errors!);
}

function compile(schema: Schema): ValidateFunction {
  ajv ??= new Ajv({
    verbose: true,
    strict: false,
    strictNumbers: false,
    validateFormats: false,
    logger: false,
  });
  const before = compiled.get(schema);
  if (before) return before;
  const made = ajv.compile(schema);
  compiled.set(schema, made);
  return made;
}

/** Of a value that may be null or something else, what the other one wants. */
function describe(errors: readonly ErrorObject[]): string {
  const error =
    errors.find(({ keyword, schemaPath }) => keyword !== 'anyOf' && !schemaPath.includes('/anyOf/0/')) ??
    errors[0]!;
  const place = placeOf(error.instancePath);
  const { keyword, params } = error;
  if (keyword === 'required') return `${join(place, String(params.missingProperty))} is missing`;
  if (keyword === 'additionalProperties')
    return `it has ${quote(join(place, String(params.additionalProperty)))}, which is no part of it`;
  const value = error.data as Json | undefined;
  const subject = place === '' ? 'it' : quote(place);
  if (keyword === 'maxItems') return `${subject} has more than ${params.limit} items`;
  if (keyword === 'maxProperties') return `${subject} has more than ${params.limit} keys`;
  if (keyword === 'maxLength') return `${subject} is longer than ${params.limit} characters`;
  return `${subject} is ${nameValue(value)}, expected ${expected(error.parentSchema as Schema)}`;
}

const placeOf = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce(join, '');

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
