import { expect, test } from 'vitest';
import { planError, runPlan, tinySpec, withPlan } from '../engine/testing/experiment.fixture.js';
import { fixtureRegistry } from '../engine/testing/plugin.fixture.js';
import { OptionsError } from '../errors.js';
import {
  type AnyComponent,
  componentKinds,
  defineAugmentation,
  defineCallback,
  definePlugin,
  Registry,
} from '../plugin/index.js';
import { checkSemantics, plainForm, printSpec } from '../spec/index.js';
import { load } from '../spec/testing/load.fixture.js';
import { openExperiment } from './index.js';

const still = defineAugmentation({
  type: 'still',
  description: 'Changes nothing.',
  examples: [{ type: 'still' }],
  create: () => ({ apply: (real) => real }),
});
const silent = defineCallback({
  type: 'silent',
  description: 'Says nothing.',
  examples: [{ type: 'silent' }],
  create: () => ({ tick: () => undefined }),
});

/** A registry whose components count, by `kind type hook`, how often the engine makes, describes or loads them. */
function counting(): { readonly registry: Registry; readonly counts: Map<string, number> } {
  const counts = new Map<string, number>();
  const counted = (component: AnyComponent): AnyComponent => {
    const { kind, type } = component;
    const watched = { ...component } as Record<string, unknown>;
    for (const hook of ['create', 'describe', 'load', 'measures']) {
      const given = watched[hook];
      if (typeof given !== 'function') continue;
      watched[hook] = (...args: unknown[]) => {
        const name = `${kind} ${type} ${hook}`;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        return given.apply(component, args);
      };
    }
    return watched as unknown as AnyComponent;
  };
  const fixtures = fixtureRegistry(still, silent);
  const components = componentKinds.flatMap((kind) =>
    fixtures.list(kind).map(({ component }) => counted(component)),
  );
  const meta = { name: 'counting', version: '1.0.0', ganxApi: '^0.1.0' };
  return { registry: Registry.of(definePlugin({ meta, components })), counts };
}

/** Of each kind, so that whatever is made twice shows. Both networks have an optimizer, and the rules two leaves. */
const spec = tinySpec({
  data: { type: 'points', size: 40, batchSize: 8, range: [-1, 1], augment: [{ type: 'still' }] },
  regularizers: [{ type: 'clip', every: 1 }],
  metrics: [{ type: 'spread', every: 5, samples: 20 }],
  callbacks: [{ type: 'silent', every: 1 }],
  stop: {
    any: [
      { type: 'iterations', max: 10 },
      { type: 'fires', at: 99, verdict: 'converged' },
    ],
  },
});
const madeOnce = {
  'augmentation still create': 1,
  'balance constant create': 1,
  'callback silent create': 1,
  'conditioning none create': 1,
  'dataset points describe': 1,
  'loss non-saturating create': 1,
  'metric spread create': 1,
  'metric spread measures': 1,
  'optimizer momentum create': 2,
  'regularizer clip create': 1,
  'stopping-rule fires create': 1,
  'stopping-rule iterations create': 1,
};
const withoutLayers = (counts: ReadonlyMap<string, number>) =>
  Object.fromEntries([...counts].filter(([name]) => !name.startsWith('layer ')).sort());

test('a check makes every component once and asks the dataset once', async () => {
  const { counts, registry } = counting();
  const loaded = await load(printSpec(plainForm(spec)), { registry: () => registry });
  const experiment = await openExperiment(loaded);
  expect(checkSemantics(loaded, experiment)).toEqual([]);
  expect(withoutLayers(counts)).toEqual(madeOnce);
});

test('a run makes every component once, its checks and its plan included', async () => {
  const { counts, registry } = counting();
  const loaded = await load(printSpec(plainForm(spec)), { registry: () => registry });
  await withPlan(
    loaded.spec,
    async (plan) => {
      expect(checkSemantics(loaded, plan.built.experiment)).toEqual([]);
      const { result } = await runPlan(plan);
      expect(result).toMatchObject({ status: 'finished', counters: { iteration: 10 } });
    },
    registry,
  );
  expect(withoutLayers(counts)).toEqual({ ...madeOnce, 'dataset points load': 1 });
});

test('a second session has components of its own where they may keep state, and shares the rest', async () => {
  const { counts, registry } = counting();
  const experiment = await openExperiment({ spec, registry, directory: '/' });
  const [first, second] = [experiment.takeForSession(), experiment.takeForSession()];
  expect(first).toBe(experiment.forSession);
  expect(second.balance.value).not.toBe(first.balance.value);
  expect(second.metrics[0]!.value).not.toBe(first.metrics[0]!.value);
  expect(second.callbacks[0]!.value).not.toBe(first.callbacks[0]!.value);
  expect(experiment.loss.value).toBe(experiment.loss.value);
  expect(counts.get('loss non-saturating create')).toBe(1);
  expect(counts.get('balance constant create')).toBe(2);
});

test('of two runs of one plan the second does not see what the first left in its components', async () => {
  const { registry } = counting();
  const told = await withPlan(
    tinySpec({ balance: { type: 'wandering' } }),
    async (plan) => {
      const seen: string[][] = [];
      for (let i = 0; i < 2; i++) {
        const phases: string[] = [];
        await runPlan(plan, {
          onEvent: (event) => {
            if (event.type === 'balance') phases.push(event.reason);
          },
        });
        seen.push(phases);
      }
      return seen;
    },
    registry,
  );
  expect(told[1]).toEqual(told[0]);
});

test('a component that cannot be made fails the plan, not the run that is begun with it', async () => {
  const broken = defineCallback({
    type: 'broken-callback',
    description: 'Throws.',
    examples: [{ type: 'broken-callback' }],
    create: () => {
      throw new TypeError('no such thing');
    },
  });
  const registry = fixtureRegistry(broken);
  const changed = tinySpec({ callbacks: [{ type: 'broken-callback', every: 1 }] });
  expect(await planError(changed, registry)).toMatchObject({
    code: 'GANX_PLUGIN_THREW',
    message: expect.stringContaining(
      'callback broken-callback failed in its hook "create". TypeError: no such thing',
    ),
  });
  const experiment = await openExperiment({ spec: changed, registry, directory: '/' });
  expect(experiment.failures()).toMatchObject([
    { place: 'callbacks.0', error: { code: 'GANX_PLUGIN_THREW' } },
  ]);
});

test('what a factory threw is thrown again, not tried again', async () => {
  let calls = 0;
  const picky = defineCallback({
    type: 'picky',
    description: 'Refuses.',
    examples: [{ type: 'picky' }],
    create: () => {
      calls++;
      throw new OptionsError('low', 'low must lie below high.');
    },
  });
  const registry = fixtureRegistry(picky);
  const experiment = await openExperiment({
    spec: tinySpec({ callbacks: [{ type: 'picky', every: 1 }] }),
    registry,
    directory: '/',
  });
  const [callback] = experiment.forSession.callbacks;
  for (let i = 0; i < 3; i++) expect(() => callback!.value).toThrow('low must lie below high.');
  expect(experiment.failures()).toHaveLength(1);
  expect(calls).toBe(1);
});
