import type { Json } from '../plugin/json.js';
import type { Registry } from '../plugin/registry.js';
import { sweepKinds } from '../spec/component-schema.js';
import { componentDefinitions, fill } from '../spec/editor/component-choice.js';
import { decide, forEditor, refTo } from '../spec/editor/values.js';
import { ownKeys } from '../spec/own-keys.js';
import type { Schema } from '../spec/schema.js';
import { type Distribution, distributions, type ShapeKey } from './distribution.js';
import { ignoredKeys, sweepSkeleton } from './skeleton.js';

/** A JSON Schema (Draft-07) for sweep files, for editors. What fits the experiment only `ganx sweep start --dry-run` knows. */
export function sweepSchema(registry: Registry): Json {
  const needs: readonly string[] = sweepSkeleton.required;
  const properties = Object.entries(sweepSkeleton.properties as Readonly<Record<string, Schema>>).map(
    ([key, property]): [string, Schema] => {
      if (key === 'parameters') return [key, { ...parameters, description: property.description! }];
      const made = forEditor(property, fill, needs.includes(key));
      return [key, key in ignoredKeys ? { ...made, doNotSuggest: true } : made];
    },
  );
  const schema: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ganx sweep',
    description: 'Which variants of an experiment to train, in what order, and which to give up early.',
    type: 'object',
    additionalProperties: false,
    ...ownKeys,
    required: needs,
    properties: Object.fromEntries(properties),
    definitions: {
      parameter: parameter(),
      ...Object.fromEntries(
        Object.entries(distributions).map(([name, distribution]) => [
          `distribution.${name}`,
          distributed(name, distribution),
        ]),
      ),
      ...componentDefinitions(sweepKinds, registry),
    },
  };
  return schema as unknown as Json;
}

const parameters: Schema = {
  description: 'Parameters further inside.',
  type: 'object',
  minProperties: 1,
  additionalProperties: refTo('parameter'),
};

const forms = {
  value: { description: 'Always the same: the value.' },
  values: { description: 'One of a list: the values.', type: 'array', minItems: 1 },
  min: {
    description: 'A range: its lowest value. Whole numbers where both ends are written as such.',
    type: 'number',
  },
  max: {
    description: 'A range: its highest value. Whole numbers where both ends are written as such.',
    type: 'number',
  },
  distribution: {
    description: 'How values are drawn.',
    enum: ['constant', 'categorical', 'categorical_w_probabilities', ...Object.keys(distributions)],
    enumDescriptions: [
      'Always the same value.',
      'One of a list of values.',
      'One of a list of values, each with its probability.',
      ...Object.values(distributions).map(({ description }) => description),
    ],
  },
  parameters,
  types: {
    description:
      'A component of one of several types, each with parameters of its own. By type: its parameters, or {}.',
    type: 'object',
    minProperties: 1,
    additionalProperties: { type: ['object', 'null'], additionalProperties: refTo('parameter') },
  },
} as const satisfies Readonly<Record<string, Schema>>;

const when: Schema = {
  description: 'A condition: the parameter counts only where it holds. As "loss.type == \'hinge\'".',
  type: 'string',
  minLength: 1,
};

const probabilities: Schema = {
  description: 'How likely each is; they add up to 1.',
  type: 'array',
  items: { type: 'number', minimum: 0 },
};

const closed = (
  title: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  title,
  type: 'object',
  additionalProperties: false,
  required,
  properties: { ...properties, when },
});

/** What a parameter is, by the first key of these that it has; in an empty one all are offered. */
function parameter(): Schema {
  const { distribution, ...others } = forms;
  const named = (...names: readonly string[]): Schema => ({
    ...distribution,
    enum: names,
    doNotSuggest: true,
  });
  const byKey: readonly (readonly [string, Schema])[] = [
    ['value', closed('value', { value: forms.value, distribution: named('constant') }, ['value'])],
    [
      'values',
      closed(
        'values',
        {
          values: forms.values,
          probabilities,
          distribution: named('categorical', 'categorical_w_probabilities'),
        },
        ['values'],
      ),
    ],
    ['distribution', byDistribution(distribution)],
    ['min', closed('min and max', { min: forms.min, max: forms.max }, ['min', 'max'])],
    ['max', closed('min and max', { min: forms.min, max: forms.max }, ['min', 'max'])],
    ['parameters', closed('parameters', { parameters: forms.parameters }, ['parameters'])],
    ['types', closed('types', { types: forms.types }, ['types'])],
  ];
  const empty: Schema = {
    title: 'parameter',
    additionalProperties: false,
    properties: { ...others, distribution, when },
    allOf: [
      {
        required: ['values'],
        errorMessage: `Needs one of ${Object.keys(forms).join(', ')}.`,
      },
    ],
  };
  return {
    title: 'parameter',
    type: 'object',
    ...byKey.reduceRight(
      (otherwise, [key, form]) => decide({ type: 'object', required: [key] }, form, otherwise),
      empty,
    ),
    errorMessage: 'Must be a map, such as { values: [...] } or { min: ..., max: ... }.',
  };
}

const byDistribution = (distribution: Schema): Schema => ({
  title: 'distribution',
  properties: { distribution },
  allOf: [
    ...['constant', 'categorical', 'categorical_w_probabilities'].map((name) =>
      decide(isDistributed(name), { required: [name === 'constant' ? 'value' : 'values'] }),
    ),
    ...Object.keys(distributions).map((name) => decide(isDistributed(name), refTo(`distribution.${name}`))),
  ],
});

const isDistributed = (name: string): Schema => ({
  properties: { distribution: { const: name, doNotSuggest: true } },
});

const meanings: Readonly<Record<ShapeKey, string>> = {
  min: 'Lowest value, or lowest exponent.',
  max: 'Highest value, or highest exponent.',
  mu: 'Mean, of the logarithm for log_normal.',
  sigma: 'Deviation, of the logarithm for log_normal.',
  q: 'Step: values are multiples of it.',
  a: 'First parameter of the beta distribution.',
  b: 'Second parameter of the beta distribution.',
};

function distributed(name: string, { description, needs, takes }: Distribution): Schema {
  const keys = [...needs, ...(Object.keys(takes) as ShapeKey[])];
  const properties = keys.map((key): [string, Schema] => [
    key,
    {
      description: meanings[key],
      type: 'number',
      ...(takes[key] === undefined ? {} : { default: takes[key] }),
    },
  ]);
  return closed(
    name,
    { distribution: { description, const: name, doNotSuggest: true }, ...Object.fromEntries(properties) },
    ['distribution', ...needs],
  );
}
