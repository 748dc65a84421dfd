import type { Json } from '../../plugin/json.js';
import { networkWeights } from '../../plugin/kinds.js';
import type { ComponentKind } from '../../plugin/options.js';
import type { Registry } from '../../plugin/registry.js';
import { kindNames, sweepKinds } from '../component-schema.js';
import { ownKeys } from '../own-keys.js';
import { type Schema, type Slot, slotOf } from '../schema.js';
import { skeleton } from '../skeleton.js';
import { changesOf, choiceOf, componentDefinitions, fill, itemOf } from './component-choice.js';
import { decide, forEditor, refTo } from './values.js';

/**
 * One JSON Schema (Draft-07) for the experiments that a registry allows, for editors. It is as strict as `check` is on one
 * file, except that a value may also be a `${...}`, which an editor cannot know.
 *
 * It is tuned on what yaml-language-server makes of it, which is tested with that server in `tests/editor`.
 */
export function experimentSchema(registry: Registry): Json {
  const { properties } = forEditor(skeleton, fill, true);
  const schema: Schema = {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'ganx experiment',
    description: 'Which data, which two networks, how their training is balanced, and when to stop.',
    type: 'object',
    additionalProperties: false,
    ...ownKeys,
    properties: { extends: extendsSchema, ...properties },
    // A file that extends another one may leave out what the other one says, even the type of a component.
    ...decide(
      { required: ['extends'] },
      { properties: untyped(skeleton, (kind) => refTo(`${kind}-changes`)) },
      {
        required: skeleton.required,
        properties: untyped(skeleton, (_, marks) => ({ required: [marks[0]!] })),
      },
    ),
    definitions: definitions(registry),
  };
  return schema as unknown as Json;
}

const extendsSchema: Schema = {
  description:
    'Files that this one is laid on, in order; relative to this file. Maps merge, lists replace, null removes.',
  anyOf: [
    { type: 'string', minLength: 1 },
    { title: 'list', type: 'array', items: { type: 'string', minLength: 1 } },
  ],
};

type Definitions = { readonly [name: string]: Schema };

function definitions(registry: Registry): Definitions {
  const kinds = (Object.keys(kindNames) as ComponentKind[]).filter((kind) => !sweepKinds.includes(kind));
  const changes = kinds.map((kind) => [`${kind}-changes`, changesOf(kind, registry.list(kind))]);
  return {
    ...componentDefinitions(kinds, registry),
    ...networkDefinitions('generator', registry),
    ...networkDefinitions('discriminator', registry),
    ...stopDefinitions(registry),
    ...Object.fromEntries(changes),
  };
}

/** A key that is judged and offered elsewhere. */
const known: Schema = { doNotSuggest: true };

/** A map of this key alone, or what else holds. */
const only = (key: string, otherwise?: Schema, beside: readonly string[] = []): Schema =>
  decide(
    { required: [key] },
    {
      properties: Object.fromEntries([key, ...beside].map((name) => [name, known])),
      additionalProperties: false,
    },
    otherwise,
  );

function networkDefinitions(role: 'generator' | 'discriminator', registry: Registry): Definitions {
  const presets = registry.list('network').filter(({ component }) => component.roles.includes(role));
  return choiceOf(role, 'network', presets, {
    noun: role,
    form: '{ layers: [...] }',
    properties: {
      layers: {
        description: 'Layers, from input to output.',
        type: 'array',
        minItems: 1,
        items: itemOf('layer'),
        errorMessage: 'Must be a list of layers.',
      },
      weights: forEditor(networkWeights as Schema, fill, false),
    },
    untyped: only('layers', undefined, ['weights']),
  });
}

const combination = (description: string): Schema => ({
  description,
  type: 'array',
  minItems: 1,
  items: { allOf: [refTo('stop')], ...decide(saysNone(['type', 'any', 'all']), { required: ['type'] }) },
  errorMessage: 'Must be a list of rules.',
});

const stopDefinitions = (registry: Registry): Definitions =>
  choiceOf('stop', 'stopping-rule', registry.list('stopping-rule'), {
    noun: kindNames['stopping-rule'],
    form: '{ any: [...] } or { all: [...] } of them',
    properties: {
      any: combination('The run is over when one of these says so.'),
      all: combination('The run is over when all of these say so.'),
    },
    untyped: only('any', only('all')),
  });

/** The keys of which a map at a place has one, so that it says what it is. */
function marksOf(slot: Slot): readonly string[] {
  if (slot.is === 'network') return ['type', 'layers'];
  return slot.is === 'stop' ? ['type', 'any', 'all'] : ['type'];
}

/** A map without any of these keys. */
const saysNone = (keys: readonly string[]): Schema => ({
  type: 'object',
  not: { anyOf: keys.map((key) => ({ required: [key] })) },
});

const kindOf = (slot: Exclude<Slot, { is: 'component-list' }>): ComponentKind =>
  slot.is === 'component' ? slot.kind : slot.is === 'network' ? 'network' : 'stopping-rule';

/** For every place of one component: what holds there for a map that does not say what it is. */
function untyped(
  { properties = {} }: Schema,
  judge: (kind: ComponentKind, marks: readonly string[]) => Schema,
): { readonly [key: string]: Schema } {
  const made: Record<string, Schema> = {};
  for (const [key, property] of Object.entries(properties)) {
    const slot = slotOf(property);
    if (slot && slot.is !== 'component-list') {
      const marks = marksOf(slot);
      made[key] = { doNotSuggest: true, ...decide(saysNone(marks), judge(kindOf(slot), marks)) };
    } else if (property.properties && !property.properties.type) {
      const inner = untyped(property, judge);
      if (Object.keys(inner).length > 0) made[key] = { doNotSuggest: true, properties: inner };
    }
  }
  return made;
}
