import { expect, test } from 'vitest';
import { OptionsError } from '../../errors.js';
import { openExperiment } from '../../experiment/index.js';
import {
  defineCallback,
  defineMetric,
  definePlugin,
  defineRegularizer,
  Registry,
} from '../../plugin/index.js';
import { least, load } from '../testing/load.fixture.js';
import { fixturePlugin } from '../testing/plugin.fixture.js';
import { checkSemantics } from './index.js';

const refuse = (): never => {
  throw new OptionsError('low', 'low must lie below high.');
};
const options = {
  type: 'object',
  additionalProperties: false,
  properties: { low: { description: 'A border.', type: 'number', default: 0 } },
} as const;

test('a metric or callback whose options do not fit each other is a problem before anything runs', async () => {
  const about = { description: 'Refuses.', options };
  const plugin = definePlugin({
    ...fixturePlugin,
    components: [
      ...fixturePlugin.components,
      defineMetric({
        ...about,
        type: 'gap',
        examples: [{ type: 'gap' }],
        measures: () => [{ name: 'gap', goal: 'minimize' }],
        create: refuse,
      }),
      defineCallback({ ...about, type: 'watch', examples: [{ type: 'watch' }], create: refuse }),
    ],
  });
  const registry = Registry.of(plugin);
  const loaded = await load(
    least('metrics: [{ type: gap, low: 3 }]\ncallbacks: [{ type: watch, low: 3, every: 1 }]\n'),
    { registry: () => registry },
  );
  const info = { shape: [8, 8, 1], dtype: 'uint8', size: 10 } as const;
  const found = checkSemantics(loaded, await openExperiment({ ...loaded, info }));
  expect(found.map(({ path, line, message }) => ({ path, line, message }))).toEqual([
    { path: 'metrics.0.low', line: 1, message: 'low must lie below high.' },
    { path: 'callbacks.0.low', line: 2, message: 'low must lie below high.' },
  ]);
});

test('`lazy: scaled` beside a regularizer without a penalty is a problem: there is nothing to scale', async () => {
  const about = { description: 'One of both.', source: 'none' };
  const plugin = definePlugin({
    ...fixturePlugin,
    components: [
      ...fixturePlugin.components,
      defineRegularizer({
        ...about,
        type: 'bound',
        examples: [{ type: 'bound' }],
        create: () => ({ afterUpdate: () => {} }),
      }),
      defineRegularizer({
        ...about,
        type: 'slope',
        examples: [{ type: 'slope' }],
        create: () => ({ discriminator: () => undefined as never }),
      }),
    ],
  });
  const registry = Registry.of(plugin);
  const written =
    'regularizers: [{ type: bound, every: 2 }, { type: slope, every: 2, lazy: scaled }, { type: bound, lazy: scaled }]\n';
  const loaded = await load(least(written), { registry: () => registry });
  const info = { shape: [8, 8, 1], dtype: 'uint8', size: 10 } as const;
  const found = checkSemantics(loaded, await openExperiment({ ...loaded, info }));
  expect(found.map(({ path, message }) => ({ path, message }))).toEqual([
    {
      path: 'regularizers.2.lazy',
      message: 'The regularizer "bound" adds no penalty that could be scaled. Leave `lazy` out.',
    },
  ]);
});
