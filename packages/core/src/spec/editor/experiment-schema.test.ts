import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { definePlugin, Registry } from '../../plugin/index.js';
import type { Schema } from '../schema.js';
import { least } from '../testing/load.fixture.js';
import { fixturePlugin, fixtureRegistry } from '../testing/plugin.fixture.js';
import { experimentSchema } from './experiment-schema.js';

/** Keywords of VS Code's JSON language service, which Draft-07 lets everyone pass over. */
const editorKeywords = ['errorMessage', 'enumDescriptions', 'defaultSnippets', 'doNotSuggest'];

let schema: Schema;
let validate: ValidateFunction;
beforeAll(() => {
  schema = experimentSchema(fixtureRegistry()) as unknown as Schema;
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false });
  validate = ajv.addVocabulary(editorKeywords).compile(schema);
});

/** Every schema in it with its place, but for conditions and for what is said of places that are judged elsewhere. */
function* schemas(node: unknown, place: string): Generator<[string, Schema]> {
  if (node === null || typeof node !== 'object') return;
  yield [place, node as Schema];
  for (const [key, child] of Object.entries(node)) {
    if (['if', 'not', 'enum', 'default', 'defaultSnippets'].includes(key)) continue;
    if ((child as Schema | null)?.doNotSuggest) continue;
    yield* schemas(child, `${place}/${key}`);
  }
}

describe('the schema for editors', () => {
  test('describes every property', () => {
    const bare = [...schemas(schema, '')].filter(
      ([place, { description }]) => /\/properties\/[^/]+$/.test(place) && typeof description !== 'string',
    );
    expect(bare.map(([place]) => place)).toEqual([]);
  });

  test('is closed wherever keys are judged', () => {
    const open = [...schemas(schema, '')].filter(
      ([place, { properties, additionalProperties, allOf }]) =>
        typeof properties === 'object' &&
        additionalProperties !== false &&
        // A map whose type decides about its keys, and one that has no type yet.
        !allOf &&
        !place.endsWith('/else') &&
        !place.endsWith('/then'),
    );
    expect(open.map(([place]) => place)).toEqual([]);
  });

  test('holds no keyword of our own', () => {
    expect(JSON.stringify(schema)).not.toContain('x-ganx');
  });

  test.each([
    ['the least', least()],
    ['bare strings', least('loss: hinge\nlatent: uniform\nmetrics: [distance]')],
    ['layers, nested', least('generator: { layers: [{ type: residual, layers: [tanh] }] }')],
    [
      'rules in rules',
      least('stop: { any: [{ all: [{ type: iterations, max: 3 }] }, { type: plateau, monitor: x }] }'),
    ],
    [
      'options of the framework',
      least('data: { type: digits, batchSize: 3 }\nmetrics: [{ type: distance, every: 5 }]'),
    ],
    ['references for numbers', least('seed: ${env:SEED,3}\nlatent: { size: "${seed}", type: "${env:L}" }')],
    ['nulls', least('seed: null\nema: null\nloss: ~\nruntime: { threads: ~ }')],
    [
      'changes to a base',
      'extends: base.yaml\nloss: { labelSmoothing: 0.1 }\ndata: { batchSize: 3 }\noptimizers: { generator: { beta1: 0 } }\n',
    ],
    ['several bases', 'extends: [a.yaml, b.yaml]\n'],
  ])('takes %s', (_, text) => {
    expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
  });

  test.each([
    ['an unknown key', least('sead: 3')],
    ['an unknown type', least('loss: hing')],
    ['an option of another type', least('optimizers: { generator: { type: sgd, beta1: 0.5 } }')],
    ['a missing option', least('generator: { layers: [{ type: dense }] }')],
    ['a bare type that needs options', least('generator: { layers: [dense] }')],
    ['a component without a type', least('loss: { labelSmoothing: 0.1 }')],
    ['a network without a form', least('generator: {}')],
    ['a rule without a form', least('stop: {}')],
    ['a preset that cannot be a generator', least('generator: critic')],
    ['a value out of range', least('data: { type: digits, batchSize: 0 }')],
    ['text for a number', least('seed: seven')],
    ['no data', 'generator: mlp\ndiscriminator: mlp\nstop: { type: iterations, max: 3 }\n'],
    ['a misspelt change to a base', 'extends: base.yaml\nloss: { labelSmothing: 0.1 }\n'],
  ])('refuses %s', (_, text) => {
    expect(validate(parse(text))).toBe(false);
  });

  test('knows the components of every plugin that it is made from, by their address', () => {
    const { meta, components } = fixturePlugin;
    const acme = definePlugin({ meta: { ...meta, name: 'acme', namespace: 'acme' }, components });
    const both = new Ajv({ strict: false }).compile(
      experimentSchema(Registry.of(fixturePlugin, acme)) as never,
    );
    expect(both(parse(least('loss: { type: acme/hinge, labelSmoothing: 0.1 }')))).toBe(true);
    expect(validate(parse(least('loss: acme/hinge')))).toBe(false);
  });
});
