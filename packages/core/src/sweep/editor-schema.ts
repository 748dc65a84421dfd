import type { Json } from '../plugin/json.js';
import type { Registry } from '../plugin/registry.js';
import { sweepKinds } from '../spec/component-schema.js';
import { componentDefinitions, refTo } from '../spec/editor-schema.js';
import { type Schema, slotOf } from '../spec/schema.js';
import { type Distribution, distributions, type ShapeKey } from './distribution.js';
import { sweepSkeleton } from './skeleton.js';

/** A JSON Schema (Draft-07) for sweep files, for editors. What fits the experiment only `ganx sweep start --dry-run` knows. */
export function sweepSchema(registry: Registry): Json {
  const properties = Object.entries(sweepSkeleton.properties as Readonly<Record<string, Schema>>).map(
    ([key, property]): [string, Schema] => [
      key,
      key === 'parameters' ? parametersOf(property) : plain(property),
    ],
  );
  const schema: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ganx sweep',
    description: 'Which variants of an experiment to train, in what order, and which to give up early.',
    type: 'object',
    additionalProperties: false,
    required: sweepSkeleton.required,
    properties: Object.fromEntries(properties),
    definitions: {
      parameters: { type: 'object', minProperties: 1, additionalProperties: refTo('parameter') },
      parameter: parameter(),
      when: {
        description: 'A condition: the parameter counts only where it holds. As "loss.type == \'hinge\'".',
        type: 'string',
        minLength: 1,
      },
      ...componentDefinitions(sweepKinds, registry),
    },
  };
  return schema as unknown as Json;
}

/** A property without our own keywords, a component by its definition. */
function plain(property: Schema): Schema {
  const slot = slotOf(property);
  const kept = Object.fromEntries(
    Object.entries(property).filter(([key]) => !key.startsWith('x-ganx-')),
  ) as Schema;
  return slot?.is === 'component' ? { ...kept, anyOf: [refTo(slot.kind)] } : kept;
}

const parametersOf = ({ description }: Schema): Schema => ({
  ...(description === undefined ? {} : { description }),
  allOf: [refTo('parameters')],
});

const closed = (
  title: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({
  title,
  description,
  type: 'object',
  additionalProperties: false,
  required,
  properties: { ...properties, when: refTo('when') },
});

const anything = (description: string): Schema => ({ description });
const list = (description: string): Schema => ({ description, type: 'array', minItems: 1 });

function parameter(): Schema {
  const named = (...names: readonly string[]): Schema => ({
    description: 'How values are drawn.',
    enum: names,
  });
  return {
    description: 'What one value of the experiment may be.',
    anyOf: [
      closed(
        'value',
        'Always the same.',
        { value: anything('The value.'), distribution: named('constant') },
        ['value'],
      ),
      closed(
        'values',
        'One of a list.',
        {
          values: list('The values.'),
          probabilities: {
            description: 'How likely each is; they add up to 1.',
            type: 'array',
            items: { type: 'number', minimum: 0 },
          },
          distribution: named('categorical', 'categorical_w_probabilities'),
        },
        ['values'],
      ),
      closed(
        'min and max',
        'A range: whole numbers where both ends are written as such, else real ones.',
        {
          min: { description: 'Lowest value.', type: 'number' },
          max: { description: 'Highest value.', type: 'number' },
        },
        ['min', 'max'],
      ),
      ...Object.entries(distributions).map(([name, distribution]) => distributed(name, distribution)),
      closed('parameters', 'Parameters further inside.', { parameters: refTo('parameters') }, ['parameters']),
      closed(
        'types',
        'A component of one of several types, each with parameters of its own.',
        {
          types: {
            description: 'By type: its parameters, or {}.',
            type: 'object',
            minProperties: 1,
            additionalProperties: { type: ['object', 'null'], additionalProperties: refTo('parameter') },
          },
        },
        ['types'],
      ),
    ],
  };
}

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
    description,
    { distribution: { description, const: name }, ...Object.fromEntries(properties) },
    ['distribution', ...needs],
  );
}
