import { readdirSync } from 'node:fs';
import { componentKinds, definePlugin } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import { describe, expect, test } from 'vitest';
import { newThing as augmentation } from '../../packages/cli/templates/plugin/augmentation.js';
import { newThing as balance } from '../../packages/cli/templates/plugin/balance.js';
import { newThing as callback } from '../../packages/cli/templates/plugin/callback.js';
import { newThing as conditioning } from '../../packages/cli/templates/plugin/conditioning.js';
import { newThing as dataset } from '../../packages/cli/templates/plugin/dataset.js';
import { newThing as featureExtractor } from '../../packages/cli/templates/plugin/feature-extractor.js';
import { newThing as launcher } from '../../packages/cli/templates/plugin/launcher.js';
import { newThing as layer } from '../../packages/cli/templates/plugin/layer.js';
import { newThing as logger } from '../../packages/cli/templates/plugin/logger.js';
import { newThing as loss } from '../../packages/cli/templates/plugin/loss.js';
import { newThing as metric } from '../../packages/cli/templates/plugin/metric.js';
import { newThing as network } from '../../packages/cli/templates/plugin/network.js';
import { newThing as optimizer } from '../../packages/cli/templates/plugin/optimizer.js';
import { newThing as pruner } from '../../packages/cli/templates/plugin/pruner.js';
import { newThing as regularizer } from '../../packages/cli/templates/plugin/regularizer.js';
import { newThing as schedule } from '../../packages/cli/templates/plugin/schedule.js';
import { newThing as search } from '../../packages/cli/templates/plugin/search.js';
import { newThing as stoppingRule } from '../../packages/cli/templates/plugin/stopping-rule.js';
import { newThing as weightTransform } from '../../packages/cli/templates/plugin/weight-transform.js';

const folder = new URL('../../packages/cli/templates/plugin/', import.meta.url);

test('there is a template and a test of it for every kind', () => {
  const files = componentKinds.flatMap((kind) => [`${kind}.test.ts`, `${kind}.ts`]);
  expect(readdirSync(folder).sort()).toEqual(files.sort());
});

describe.each(componentKinds)('the test that comes with a new %s passes:', async (kind) => {
  await import(new URL(`${kind}.test.ts`, folder).pathname);
});

// What `ganx plugins create` writes passes the contract suite as it stands, with the namespace of a third party.
describePlugin(
  definePlugin({
    meta: { name: 'templates', version: '1.0.0', namespace: 'templates', ganxApi: '^0.1.0' },
    components: [
      augmentation,
      balance,
      callback,
      conditioning,
      dataset,
      featureExtractor,
      launcher,
      layer,
      logger,
      loss,
      metric,
      network,
      optimizer,
      pruner,
      regularizer,
      schedule,
      search,
      stoppingRule,
      weightTransform,
    ],
  }),
  { beside: [builtins] },
);
