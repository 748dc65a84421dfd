import { expect, test } from 'vitest';
import { examinePlugin } from './examine.js';
import { ganxApi } from './plugin.js';

const meta = { name: 'x', version: '1.0.0', namespace: 'acme', ganxApi: `^${ganxApi}` };
const property = { description: 'Where it stops.', type: 'number', default: 1 };
const options = { type: 'object', additionalProperties: false, properties: { margin: property } };
const loss = {
  kind: 'loss',
  type: 'soft',
  description: 'A loss.',
  options,
  examples: [{ type: 'soft' }],
  create: () => ({}),
};
const plugin = (change: object = {}, component: object = {}) => ({
  meta: { ...meta, ...change },
  components: [{ ...loss, ...component }],
});

const faultsOf = (value: unknown) => examinePlugin(value).map(({ code, message }) => `${code} ${message}`);

test('a plugin of the right shape has no faults', () => {
  expect(faultsOf(plugin())).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['no object', 3, 'GANX_PLUGIN_INVALID it is 3, but a plugin is { meta, components }'],
  ['a bare component', loss, 'GANX_PLUGIN_INVALID it is an object, but a plugin is'],
  ['no components', { meta, components: [] }, 'GANX_PLUGIN_INVALID it has no components.'],
  ['no name', plugin({ name: '' }), 'GANX_PLUGIN_INVALID meta.name must be'],
  [
    'no version',
    plugin({ version: 'one' }),
    'GANX_PLUGIN_INVALID meta.version must be a version as "1.0.0", but is "one".',
  ],
  [
    'no namespace',
    plugin({ namespace: undefined }),
    'GANX_PLUGIN_NAMESPACE it has no namespace. Give meta.namespace',
  ],
  [
    'a namespace that is no word',
    plugin({ namespace: 'My/Own' }),
    'GANX_PLUGIN_NAMESPACE meta.namespace must be a kebab-case word',
  ],
  ['no API range', plugin({ ganxApi: 'new' }), 'GANX_PLUGIN_API meta.ganxApi must be the range'],
  [
    'another API',
    plugin({ ganxApi: '^7.0.0' }),
    `GANX_PLUGIN_API it was written for the plugin contracts ^7.0.0, but this ganx has ${ganxApi}.`,
  ],
  ['a component that is none', { meta, components: ['soft'] }, 'GANX_PLUGIN_INVALID component 0 is "soft"'],
  [
    'an unknown kind',
    plugin({}, { kind: 'lost' }),
    'GANX_PLUGIN_KIND component 0 is of the kind "lost", which does not exist. Is "loss" meant?',
  ],
  [
    'a type with a namespace',
    plugin({}, { type: 'acme/soft' }),
    'GANX_PLUGIN_INVALID component 0 must have a kebab-case "type" without a namespace',
  ],
  [
    'no description',
    plugin({}, { description: '' }),
    'GANX_PLUGIN_INVALID the loss "soft" has no description.',
  ],
  [
    'no factory',
    plugin({}, { create: undefined }),
    'GANX_PLUGIN_INVALID the loss "soft" has no function "create", which every loss has.',
  ],
  ['no example', plugin({}, { examples: [] }), 'GANX_PLUGIN_EXAMPLE the loss "soft" has no example.'],
  [
    'options that are no schema',
    plugin({}, { options: { margin: 1 } }),
    'GANX_PLUGIN_OPTIONS the loss "soft": "options" must be a JSON Schema',
  ],
  [
    'an open schema',
    plugin({}, { options: { ...options, additionalProperties: true } }),
    'GANX_PLUGIN_OPTIONS the loss "soft": its schema is open.',
  ],
  [
    'an option without description',
    plugin({}, { options: { ...options, properties: { margin: { type: 'number' } } } }),
    'GANX_PLUGIN_OPTIONS the loss "soft": the option "margin" has no description.',
  ],
  [
    'a schema that is none',
    plugin({}, { options: { ...options, properties: { margin: { ...property, type: 'nmber' } } } }),
    'GANX_PLUGIN_OPTIONS the loss "soft": its schema is not a valid JSON Schema',
  ],
  [
    'an option that the framework reads',
    plugin({}, { options: { ...options, properties: { type: property } } }),
    'GANX_PLUGIN_OPTIONS the loss "soft": "type" is read by the framework itself',
  ],
  [
    'options in an example without a schema',
    plugin({}, { options: undefined, examples: [{ type: 'soft', margin: 1 }] }),
    'GANX_PLUGIN_OPTIONS the loss "soft" has an example with the option "margin", but no schema.',
  ],
  [
    'a type defined twice',
    { meta, components: [loss, loss] },
    'GANX_PLUGIN_CLASH it defines the loss "soft" twice.',
  ],
  [
    'a preset without roles',
    plugin({}, { kind: 'network', layers: () => [] }),
    'GANX_PLUGIN_INVALID the network "soft" does not say its "roles"',
  ],
])('%s is a fault that says how to mend it', (_, value, says) => {
  const faults = faultsOf(value);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(says);
});

test('all faults are told at once', () => {
  expect(examinePlugin(plugin({ namespace: undefined, version: 'one' }, { examples: [] }))).toHaveLength(3);
});
