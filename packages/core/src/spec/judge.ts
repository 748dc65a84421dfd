import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../plugin/json.js';
import { collapseBranches } from './branches.js';
import { expected } from './expected.js';
import { join } from './path.js';
import { type Place, problemAt } from './place.js';
import { isHeld } from './plain-scalar.js';
import type { SpecProblem } from './problem.js';
import { type Schema, slotOf } from './schema.js';
import { suggestKeys } from './suggest.js';
import { keyPlaceOf, type MapNode, nodeAt, placeOf, toJson } from './tree.js';
import { count, listWords, nameValue, quote } from './words.js';

/** One map of the spec and the schema that it is held against. */
export interface Judged {
  /** The settled tree. */
  readonly root: MapNode;
  /** As it was before defaults and nulls were settled, to point at what was taken for absent. */
  readonly written: MapNode;
  readonly path: string;
  readonly schema: Schema;
  /** As a sentence begins with it: `The layer "dense"`. */
  readonly owner: string;
}

const compiled = new WeakMap<Schema, ValidateFunction>();
let ajv: Ajv | undefined;

/** Holds a map against its schema, the components inside left out. One mistake gives one problem. */
export function judge(judged: Judged): readonly SpecProblem[] {
  const validate = compile(judged.schema);
  if (validate(toJson(nodeAt(judged.root, judged.path)!))) return [];
  const errors = collapseBranches(validate.errors ?? []);
  const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
  const meant = new Set(
    unknown.flatMap((error) => meantKeys(error).map((key) => join(error.instancePath, key))),
  );
  const problems = new Map<string, SpecProblem>();
  for (const error of [...errors].sort((a, b) => rank(a) - rank(b))) {
    // A misspelt key that is required would otherwise count twice: as unknown and as missing.
    if (
      error.keyword === 'required' &&
      meant.has(join(error.instancePath, error.params.missingProperty as string))
    )
      continue;
    const problem = toProblem(error, judged);
    if (problem && !problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return [...problems.values()];
}

function compile(schema: Schema): ValidateFunction {
  ajv ??= new Ajv({
    allErrors: true,
    verbose: true,
    strict: false,
    strictNumbers: true,
    validateFormats: false,
    logger: false,
    inlineRefs: false,
  });
  const before = compiled.get(schema);
  if (before) return before;
  const made = ajv.compile(withoutSlots(schema));
  compiled.set(schema, made);
  return made;
}

/** Components are judged by themselves, against their own schema. */
function withoutSlots(schema: Schema): Schema {
  const slot = slotOf(schema);
  if (slot?.is === 'component-list') {
    const { minItems, maxItems } = schema;
    return {
      type: 'array',
      'x-ganx-component-list': slot.kind,
      ...(minItems === undefined ? {} : { minItems }),
      ...(maxItems === undefined ? {} : { maxItems }),
    };
  }
  if (slot) return schema.description === undefined ? {} : { description: schema.description };
  // A number that may move: its bounds are those of a number, and a map is judged as a schedule.
  if (schema['x-ganx-schedulable'])
    return { ...schema, type: [schema.type ?? [], 'object'].flat() as string[] };
  const properties =
    schema.properties &&
    Object.fromEntries(
      Object.entries(schema.properties).map(([key, property]) => [key, withoutSlots(property)]),
    );
  const items = Array.isArray(schema.items)
    ? schema.items.map(withoutSlots)
    : schema.items && withoutSlots(schema.items as Schema);
  return { ...schema, ...(properties ? { properties } : {}), ...(items ? { items } : {}) };
}

/** Of several errors at one place, the one that explains the others comes first. */
const rank = ({ keyword }: ErrorObject): number =>
  keyword === 'additionalProperties' ? 0 : keyword === 'type' ? 1 : 2;

const knownKeys = (error: ErrorObject): string[] =>
  Object.keys((error.parentSchema as Schema).properties ?? {});

const meantKeys = (error: ErrorObject): readonly string[] =>
  suggestKeys(error.params.additionalProperty as string, knownKeys(error));

function toProblem(error: ErrorObject, judged: Judged): SpecProblem | undefined {
  const inner = error.instancePath
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = inner.reduce(join, judged.path);
  if (isBroken(judged.root, path)) return undefined;
  const schema = error.parentSchema as Schema;
  const owner = inner.length === 0 ? judged.owner : subject(inner, judged.owner, true);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = error.params.additionalProperty as string;
      const takes = knownKeys(error);
      const message = `${owner} has no key ${quote(key)}. It takes ${takes.length === 0 ? 'none' : listWords(takes)}.`;
      return problemAt(
        keyPlaceOf(judged.root, path, key),
        'GANX_SPEC_UNKNOWN_KEY',
        join(path, key),
        message,
        meantKeys(error),
      );
    }
    case 'required': {
      const key = error.params.missingProperty as string;
      const property = schema.properties?.[key];
      const about = property?.description ? ` (${lowerFirst(property.description.replace(/\.$/, ''))})` : '';
      const { place, seen } = missingAt(judged, path, key);
      return problemAt(
        place,
        'GANX_SPEC_MISSING_KEY',
        join(path, key),
        `${owner} needs ${quote(key)}${about}${seen}.`,
      );
    }
    default:
      return wrongValue(error, judged, path, subject(inner, judged.owner, false));
  }
}

/** A key that is there but null was taken for absent: point at it. */
function missingAt({ root, written }: Judged, path: string, key: string): { place: Place; seen: string } {
  const parent = nodeAt(written, path);
  const entry = parent?.kind === 'map' ? parent.entries.get(key) : undefined;
  return entry
    ? { place: entry.key, seen: ', but it is left empty (null)' }
    : { place: placeOf(root, path), seen: '' };
}

const wrongTypeKeywords = new Set(['type']);

function wrongValue(error: ErrorObject, judged: Judged, path: string, name: string): SpecProblem {
  const value = error.data as Json;
  const schema = error.parentSchema as Schema;
  const code = wrongTypeKeywords.has(error.keyword) ? 'GANX_SPEC_WRONG_TYPE' : 'GANX_SPEC_VALUE';
  const choices =
    (error.params.allowedValues as readonly Json[] | undefined)?.filter(
      (choice) => typeof choice === 'string',
    ) ?? [];
  const suggestions = typeof value === 'string' ? suggestKeys(value, choices) : [];
  const message = `${name} must be ${expected(schema)}, but ${seen(error, value)}.${mend(value, schema)}`;
  return problemAt(placeOf(judged.root, path), code, path, message, suggestions);
}

function seen({ keyword, params }: ErrorObject, value: Json): string {
  if (keyword === 'uniqueItems') {
    return `items ${Math.min(params.i, params.j)} and ${Math.max(params.i, params.j)} are the same`;
  }
  if (Array.isArray(value) && (keyword === 'minItems' || keyword === 'maxItems'))
    return `has ${count(value.length, 'item')}`;
  return `is ${nameValue(value)}`;
}

/** What YAML 1.1 took for true and false. */
const wordsOfYaml11: Readonly<Record<string, boolean>> = {
  yes: true,
  y: true,
  on: true,
  no: false,
  n: false,
  off: false,
};

function mend(value: Json, schema: Schema): string {
  const types = [schema.type].flat();
  if (
    typeof value === 'string' &&
    (types.includes('integer') || types.includes('number')) &&
    value.trim() !== '' &&
    /^[-+.\d]/.test(value) &&
    !Number.isNaN(Number(value))
  ) {
    return isHeld(value.trim(), Number(value))
      ? ' Write it without quotes.'
      : ' No 64-bit number is exactly that.';
  }
  if (types.includes('number') || types.includes('integer')) {
    if (value !== null && typeof value === 'object' && !Array.isArray(value) && 'type' in value)
      return ' This number cannot move: only options that are schedulable take a schedule.';
  }
  if (types.includes('boolean') && typeof value === 'string') {
    const meant = wordsOfYaml11[value.toLowerCase()];
    if (meant !== undefined) return ` YAML 1.2 knows only true and false: write ${meant}.`;
  }
  if (types.includes('string') && (typeof value === 'number' || typeof value === 'boolean'))
    return ' Put it in quotes.';
  if (types.length === 1 && types[0] === 'array' && value !== null && !Array.isArray(value)) {
    if (typeof value === 'object') return ' Put "- " before it.';
    return mayBeItem(value, schema.items) ? ` Write [${String(value)}].` : '';
  }
  return '';
}

/** Whether brackets are all that a scalar lacks to be such a list. */
function mayBeItem(value: string | number | boolean, items: Schema['items']): boolean {
  const types: readonly string[] = [(items as Schema | undefined)?.type ?? []].flat();
  const own = Number.isInteger(value) ? ['integer', 'number'] : [typeof value];
  return types.length === 0 || own.some((type) => types.includes(type));
}

/** What a sentence about a value begins with: `"units" of the layer "dense"`, `Item 2 of "shape"`. */
function subject(inner: readonly string[], owner: string, alone: boolean): string {
  const last = inner.at(-1);
  if (last === undefined) return owner;
  const above = inner
    .slice(0, -1)
    .filter((key) => !/^\d+$/.test(key))
    .join('.');
  const name = /^\d+$/.test(last)
    ? `Item ${last} of ${quote(above)}`
    : quote([above, last].filter(Boolean).join('.'));
  return owner.startsWith('The ') && !alone ? `${name} of ${lowerFirst(owner)}` : name;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** Whether the value there was already reported. */
function isBroken(root: MapNode, path: string): boolean {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.broken === true;
}
