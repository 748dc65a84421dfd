import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { Effect } from 'effect';
import { describe, expect, it } from 'vitest';
import {
  type AnyComponent,
  atStart,
  defineLayer,
  defineRegularizer,
  defineWeightTransform,
  numbersAt,
  type StepView,
  type WeightContext,
  type WeightTransform,
} from '../../plugin/index.js';
import type { ExperimentSpec } from '../../spec/types.js';
import { eagerCompute } from '../build/eager-compute.js';
import { openTrained } from '../look/open-trained.js';
import { initialise, stateVariables, takeTensors } from '../state/state.js';
import { planError, run, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

const transform = (value: WeightTransform, type = 'tried') =>
  defineWeightTransform({
    type,
    description: 'A transform under test.',
    examples: [{ type }],
    create: () => value,
  });
const dense = (units: number, more: object = {}) => ({ type: 'dense', units, ...more });
const tried = [{ type: 'tried' }];
/** A discriminator of two kernels. */
const critic = (weights: object[] | undefined, first: object = {}) =>
  tinySpec({
    discriminator: {
      layers: [dense(8, first), { type: 'relu' }, dense(1)],
      ...(weights && { weights }),
    } as never,
  });
const halved: WeightTransform = { apply: (raw) => tf.mul(raw, 0.5) };
/** Changes nothing and tells of what it is asked. */
const unchanged = (tell: (context: WeightContext) => unknown): WeightTransform => ({
  apply(raw, _memory, context) {
    tell(context);
    return tf.mul(raw, 1);
  },
});
/** Counts the steps of its player beside each weight. */
const counting: WeightTransform = {
  memory: () => ({ count: { shape: [], first: 0 }, gain: { shape: [], first: 1, trained: true } }),
  next: (_raw, { count }) => ({ count: tf.add(count!, 1) }),
  apply: (raw, { gain }) => tf.mul(raw, gain!),
};

const planned = <A>(spec: ExperimentSpec, value: WeightTransform, use: Parameters<typeof withPlan<A>>[1]) =>
  withPlan(spec, use, fixtureRegistry(transform(value)));
const ran = (spec: ExperimentSpec, ...components: AnyComponent[]) =>
  run(spec, { registry: fixtureRegistry(...components) });

/** A regularizer that looks at each step. */
const watcher = (
  role: 'generator' | 'discriminator',
  look: (step: StepView) => tf.Scalar | undefined,
): AnyComponent =>
  defineRegularizer({
    type: 'watcher',
    description: 'Looks.',
    examples: [{ type: 'watcher' }],
    create: () => ({ [role]: (step: StepView) => look(step) ?? tf.scalar(0) }),
  });
const watched = { regularizers: [{ type: 'watcher', every: 1 }] };

describe('weight transforms', () => {
  it('are evaluated once in a step for each weight, however often the network passes', async () => {
    const seen: string[] = [];
    const passes = watcher('discriminator', ({ critic: pass, fake, real }) =>
      tf.add<tf.Scalar>(tf.mean(pass(real.examples).score), tf.mean(pass(fake.examples).score)),
    );
    const marking = transform({
      apply(raw, _memory, { name }) {
        seen.push(name);
        return tf.mul(raw, 0.5);
      },
    });
    const { result } = await ran({ ...critic(tried), ...watched }, passes, marking);
    expect(result.status).toBe('finished');
    // One iteration is a step of each player: both pass the discriminator.
    const iteration = ['discriminator/00-dense/kernel', 'discriminator/02-dense/kernel'];
    expect(seen).toEqual(Array.from({ length: 20 }, () => iteration).flat());
  });

  it('let gradients pass to the numbers that are trained', async () => {
    const trainedBy = (spec: ExperimentSpec, value: WeightTransform) =>
      planned(spec, value, async ({ built }) => {
        initialise(built);
        const { discriminator } = built;
        discriminator.scalars.values = discriminator.optimizer.value.scalars(1, 1, numbersAt(atStart));
        const examples = { shape: [8, 2], data: Float32Array.from({ length: 16 }, (_, i) => Math.sin(i)) };
        const before = discriminator.network.weights.map(({ variable }) => variable.dataSync().slice());
        await built.discriminatorStep.at(0).run({ examples } as never);
        return discriminator.network.weights.map(({ variable }, index) =>
          Array.from(variable.dataSync(), (value, i) => value - before[index]![i]!),
        );
      });
    const plain = await trainedBy(critic(undefined), halved);
    // The same function of the numbers that are trained: what is scaled by 1 moves as if nothing was there,
    const same = await trainedBy(critic(tried), { apply: (raw) => tf.mul(raw, 1) });
    expect(same).toEqual(plain);
    // and what its layer does not see does not move.
    const [kernel, bias] = await trainedBy(critic(tried), { apply: (raw) => tf.zerosLike(raw) });
    expect(kernel!.every((moved) => moved === 0)).toBe(true);
    expect(bias!.length).toBe(8);
  });

  it('keep what they declare in every checkpoint, by place, and train what they say is trained', async () => {
    const { variables, trained } = await planned(critic(tried), counting, async ({ built }) => ({
      variables: [...stateVariables(built).keys()].filter((name) => name.includes('tried')),
      trained: built.discriminator.network.weights.filter(({ trainable }) => trainable).length,
    }));
    const places = ['discriminator/00-dense/kernel/tried', 'discriminator/02-dense/kernel/tried'];
    const kept = places.flatMap((place) => [`${place}/count`, `${place}/gain`]);
    expect(variables.filter((name) => !name.startsWith('optimizer/'))).toEqual(kept);
    const withSlots = variables.filter((name) => name.startsWith('optimizer/'));
    expect(withSlots.every((name) => name.includes('/gain/')) && withSlots.length > 0).toBe(true);
    expect(trained).toBe(6);
  });

  it('move what they keep in the steps of their own player only', async () => {
    const counts: number[] = [];
    const look = watcher('generator', ({ weights }) => void weights('discriminator'));
    const spec = { ...critic(tried), ...watched, balance: { type: 'constant', k: 3 } };
    const value: WeightTransform = {
      ...counting,
      apply(raw, { count, gain }, context) {
        if (context.name.includes('00-dense')) counts.push(count!.dataSync()[0]!);
        return tf.mul(raw, gain!);
      },
    };
    await ran(spec, look, transform(value));
    // Three steps of the discriminator move it, the generator's step reads it as they left it.
    expect(counts.slice(0, 8)).toEqual([1, 2, 3, 3, 4, 5, 6, 6]);
  });

  it('begin with normal numbers of the deviation that they ask for, drawn from the seed of the run', () =>
    planned(critic(tried), { ...halved, firstDeviation: () => 100 }, async ({ built }) => {
      initialise(built);
      const { weights } = built.discriminator.network;
      const first = weights.find(({ name }) => name.endsWith('00-dense/kernel'))!.variable.dataSync();
      expect(Math.max(...first.map(Math.abs))).toBeGreaterThan(50);
      initialise(built);
      expect(weights[0]!.variable.dataSync()).toEqual(first);
    }));

  it('of a layer stand in place of those of the network; an empty list leaves the layer its weights', async () => {
    const placesOf = async (spec: ExperimentSpec) => {
      const seen = new Set<string>();
      const mark = (type: string) =>
        transform(
          unchanged(({ name }) => seen.add(`${type} ${name}`)),
          type,
        );
      await ran(spec, mark('tried'), mark('other'));
      return [...seen].map((one) => one.replace('discriminator/', '')).sort();
    };
    expect(await placesOf(critic(tried, { weights: [{ type: 'other' }] }))).toEqual([
      'other 00-dense/kernel',
      'tried 02-dense/kernel',
    ]);
    expect(await placesOf(critic(tried, { weights: [] }))).toEqual(['tried 02-dense/kernel']);
    expect(await placesOf(critic([{ type: 'tried' }, { type: 'other' }]))).toHaveLength(4);
  });

  it('say which axis the outputs of a transposed convolution have', async () => {
    const contexts: WeightContext[] = [];
    const layers = [
      { type: 'dense', units: 8 },
      { type: 'reshape', shape: [2, 2, 2] },
      { type: 'transposed' },
      { type: 'flatten' },
      dense(2),
    ];
    const transposed = defineLayer({
      type: 'transposed',
      description: 'A transposed convolution.',
      examples: [{ type: 'transposed' }],
      create: () => tfl.layers.conv2dTranspose({ filters: 3, kernelSize: 2, kernelInitializer: 'zeros' }),
    });
    const spec = tinySpec({ generator: { layers, weights: tried } as never });
    const look = transform(unchanged((context) => contexts.push(context)));
    await ran(spec, look, transposed);
    const at = (part: string) => contexts.find(({ name }) => name.includes(part))!;
    expect(at('02-transposed')).toMatchObject({ shape: [2, 2, 3, 2], outputAxis: 2, role: 'generator' });
    expect(at('00-dense')).toMatchObject({ shape: [3, 8], outputAxis: 1 });
  });

  it('are done for good in a network that is opened to look at it', () =>
    planned(critic(tried), { ...counting, apply: (raw) => tf.mul(raw, 0.5) }, async ({ built }) => {
      initialise(built);
      const tensors = await takeTensors(built);
      const request = {
        experiment: built.experiment,
        compute: eagerCompute('cpu'),
        tensors,
        weights: 'raw' as const,
      };
      await Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const { discriminator } = yield* openTrained(request);
            const kernel = 'discriminator/00-dense/kernel';
            const half = tensors.get(kernel)!.data.map((value) => value / 2);
            expect(discriminator.weights.get(kernel)!.data).toEqual(half);
            expect([...discriminator.weights.keys()].some((name) => name.includes('tried'))).toBe(false);
            const saved = discriminator.model.getWeights()[0]!.dataSync();
            expect(saved).toEqual(half);
          }),
        ),
      );
    }));

  it('leave a network as it was when a pass throws', () =>
    planned(critic(tried), halved, async ({ built }) => {
      const { transforms, weights } = built.discriminator.network;
      const { bound, variable } = weights[0]!;
      const failing = () =>
        transforms.within(() => {
          expect(bound!.read()).not.toBe(variable);
          throw new Error('stop');
        });
      expect(failing).toThrow('stop');
      expect(bound!.read()).toBe(variable);
    }));
});

describe('a weight transform in a wrong place', () => {
  const errorOf = (discriminator: object) =>
    planError(tinySpec({ discriminator: discriminator as never }), fixtureRegistry(transform(halved)));

  it('is refused at a layer without weights', async () => {
    const layers = [dense(8), { type: 'relu', weights: tried }, dense(1)];
    expect(await errorOf({ layers })).toMatchObject({
      code: 'GANX_SPEC_WEIGHTS',
      specPath: 'discriminator.layers.1.weights.0',
      message:
        'The weight transform "tried" has nothing to transform in the layer discriminator/01-relu: no weight there is of a kind that it takes, or each has a list of its own. Delete it, or put it where there are kernels (dense, conv).',
    });
  });

  it('is refused at a network each of whose kernels has a list of its own', async () => {
    const layers = [dense(1, { weights: [] })];
    expect(await errorOf({ layers, weights: tried })).toMatchObject({
      code: 'GANX_SPEC_WEIGHTS',
      specPath: 'discriminator.weights.0',
    });
  });
});

describe('a network with other weights than its own', () => {
  const other = (step: StepView, name = 'discriminator/02-dense/bias') => {
    const { variable } = step.weights('discriminator').find((one) => one.name.endsWith('02-dense/bias'))!;
    return { [name]: tf.add(variable, 5) as tf.Tensor };
  };

  it('answers by those, and by its own again afterwards', async () => {
    const differences: number[] = [];
    const look = watcher('discriminator', (step) => {
      const { answer, critic: pass, real } = step;
      const [own, moved, after] = [answer(real), pass(real.examples, real, other(step)), pass(real.examples)];
      for (const one of [moved, after])
        differences.push(tf.mean(tf.sub(one.score, own.score)).dataSync()[0]!);
      return undefined;
    });
    await ran({ ...critic(undefined), ...watched }, look);
    expect(differences.slice(0, 2)).toEqual([expect.closeTo(5, 4), expect.closeTo(0, 5)]);
  });

  it('passes gradients to them, through its transforms', async () => {
    const slopes: number[] = [];
    const look = watcher('discriminator', (step) => {
      const kernel = step.weights('discriminator').find(({ name }) => name.endsWith('02-dense/kernel'))!;
      const score = (x: tf.Tensor) =>
        tf.sum<tf.Scalar>(step.critic(step.real.examples, step.real, { [kernel.name]: x }).score);
      const slope = tf.grad(score as (x: tf.Tensor) => tf.Tensor)(tf.clone(kernel.variable));
      const product = tf.sum(tf.mul(slope, kernel.variable)).dataSync()[0]!;
      const bias = step.weights('discriminator').find(({ name }) => name.endsWith('02-dense/bias'))!;
      const whole = tf.sum(tf.sub(step.answer(step.real).score, bias.variable)).dataSync()[0]!;
      slopes.push(product - whole);
      return undefined;
    });
    await ran({ ...critic(tried), ...watched }, look, transform(halved));
    expect(slopes).toHaveLength(10);
    for (const difference of slopes) expect(difference).toBeCloseTo(0, 4);
  });

  it('refuses a weight that it does not have', async () => {
    const look = watcher('discriminator', (step) => {
      step.critic(step.real.examples, step.real, other(step, 'discriminator/07-dense/bias'));
      return undefined;
    });
    const { result } = await ran({ ...critic(undefined), ...watched }, look);
    expect(result).toMatchObject({
      error: {
        code: 'GANX_PLUGIN_WEIGHT',
        message:
          'The regularizer watcher gives the discriminator a weight "discriminator/07-dense/bias" in its hook "discriminator", which the discriminator does not have. `step.weights(\'discriminator\')` names them.',
      },
    });
  });
});
