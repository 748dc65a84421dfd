import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import '@tensorflow/tfjs-backend-cpu';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BalancePolicy,
  type Callback,
  type Dataset,
  defineAugmentation,
  defineBalance,
  defineCallback,
  defineDataset,
  defineFeatureExtractor,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineRegularizer,
  defineSchedule,
  defineStoppingRule,
  type Json,
  type LayerContext,
} from '@ganx/core/plugin';
import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { failures } from './testing/failures.fixture.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerSecondDerivatives();
});

type Compute = (x: tf.Tensor, training: boolean, context: LayerContext) => tf.Tensor;

/** A layer of the given computation: one fault, and nothing else wrong. */
function layerOf(type: string, compute: Compute) {
  class Faulty extends layers.Layer {
    static readonly className = 'Faulty';
    constructor(
      name: string,
      readonly context: LayerContext,
    ) {
      super({ name });
    }
    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.tidy(() => compute(x, kwargs.training ?? false, this.context));
    }
  }
  return defineLayer({
    type,
    description: 'A layer with one fault.',
    examples: [{ type }],
    create: (_, context) => new Faulty(context.name, context),
  });
}

const wasserstein = {
  discriminator: (dReal: tf.Tensor, dFake: tf.Tensor) => tf.sub<tf.Scalar>(tf.mean(dFake), tf.mean(dReal)),
  generator: (dFake: tf.Tensor) => tf.neg(tf.mean<tf.Scalar>(dFake)),
  opinion: (score: tf.Tensor) => score.clone(),
  threshold: 0,
};

describe('a plugin that leaks', () => {
  test('a layer that keeps a tensor per call is told how many are left', async () => {
    const leaky = layerOf('leaky', (x) => {
      tf.keep(tf.scalar(1));
      return tf.mul(x, 2);
    });
    const failed = await failures(leaky);
    expect(failed['inside a tidy it leaves no tensors behind']).toBe(
      [
        'The layer "leaky" leaks tensors.',
        '  claim: inside a tidy it leaves no tensors behind',
        '  seen:  3 tensors are left after one more call ({"type":"acme/leaky"}).',
        '  mend:  Wrap the work in tf.tidy, dispose what outlives it, and keep (tf.keep, tf.variable) nothing that is made anew at every call.',
        '  code:  GANX_CONTRACT_LEAK',
      ].join('\n'),
    );
    expect(Object.keys(failed)).toEqual([
      'it leaves no tensors behind',
      'inside a tidy it leaves no tensors behind',
      'a training with it leaves no tensors behind',
    ]);
  });

  test('a metric that disposes nothing is found by its hook', async () => {
    const failed = await failures(
      defineMetric({
        type: 'leaky',
        description: 'A metric that disposes nothing.',
        examples: [{ type: 'leaky' }],
        measures: () => [{ name: 'leaky', goal: 'minimize' }],
        create: () => ({
          async evaluate({ sampler }) {
            const { values } = await sampler.sample({ count: 16, stream: 'leaky' });
            const value = tf.mean(tf.abs(tf.tensor1d(values))).dataSync()[0]!;
            return [{ name: 'leaky', value, goal: 'minimize', provenance: { samples: 16 } }];
          },
        }),
      }),
    );
    expect(Object.keys(failed)).toEqual(['a training with it leaves no tensors behind']);
    expect(Object.values(failed)[0]).toContain('The metric "leaky" leaks tensors.');
    expect(Object.values(failed)[0]).toContain('seen:  3 tensors are left after each call of its evaluate.');
  });
});

describe('a plugin that is not deterministic', () => {
  test('a layer that counts its calls', async () => {
    let calls = 0;
    const failed = await failures(layerOf('drifting', (x) => tf.mul(x, 1 + ++calls / 1000)));
    const said = failed['the same input and random numbers give the same bits'];
    expect(said).toContain('The layer "drifting" is not deterministic.');
    expect(said).toContain('seen:  Two calls differ: value 0 is');
    expect(said).toContain('mend:  Let the result depend on the arguments only');
    expect(failed['two trainings with the same seed are the same to the bit']).toContain(
      'What was told differs the second time: loss/discriminator at iteration 1: ',
    );
  });

  test("a layer that draws from TensorFlow.js's own random operations", async () => {
    const failed = await failures(
      layerOf('noisy', (x, training) => (training ? tf.add(x, tf.randomNormal(x.shape)) : x.clone())),
    );
    const said = failed['its random numbers come from where it is told'];
    expect(said).toContain('The layer "noisy" draws from Math.random.');
    expect(said).toContain('The random operations of TensorFlow.js draw from Math.random too.');
    expect(said).toContain('GANX_CONTRACT_GLOBAL_RANDOM');
  });

  test('an augmentation that throws its random numbers away', async () => {
    const failed = await failures(
      defineAugmentation({
        type: 'stuck',
        description: 'Draws a number and does not use it.',
        examples: [{ type: 'stuck' }],
        create: () => ({
          apply(real, random) {
            random.uniform([1]);
            return tf.mul(real, 0.5);
          },
        }),
      }),
    );
    expect(failed['other random numbers give other values, if it draws any']).toContain(
      'seen:  1 numbers are drawn, and five seeds give the same',
    );
  });

  test('a balance policy that throws dice', async () => {
    const failed = await failures(
      defineBalance({
        type: 'dice',
        description: 'Decides by chance.',
        examples: [{ type: 'dice' }],
        create: () => ({
          next: ({ turn }) =>
            Math.random() < 0.5 && turn.discriminatorSteps < 5
              ? { phase: 'discriminator', endsIteration: false, reason: 'the dice say so' }
              : { phase: 'generator', endsIteration: true, reason: 'the dice say so' },
        }),
      }),
    );
    expect(failed['the same training makes it decide the same']).toContain(
      'The balance "dice" is not deterministic.',
    );
  });
});

describe('a plugin with a wrong gradient', () => {
  test('of first order', async () => {
    const wrong = tf.customGrad((x) => ({
      value: tf.tanh(x as tf.Tensor),
      gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.sub(1, tf.tanh(x as tf.Tensor))),
    }));
    const failed = await failures(layerOf('off-slope', (x) => wrong(x)));
    const said = failed['its gradients agree with finite differences, by input and by weights'];
    expect(said).toContain('The layer "off-slope" has a wrong gradient.');
    expect(said).toMatch(
      /seen: {2}The derivative by input is \S+ along a direction in which the values rise by \S+\./,
    );
    expect(said).toContain('mend the gradFunc of its tf.customGrad');
  });

  test('of second order only', async () => {
    const wrong = tf.customGrad((x) => {
      const value = tf.square(tf.tanh(x as tf.Tensor));
      const slope = tf.tidy(() => {
        const t = tf.tanh(x as tf.Tensor);
        return tf.mul(2, tf.mul(t, tf.sub(1, tf.square(t))));
      });
      const values = slope.dataSync().slice();
      // A constant: right here, but it does not move with x.
      return { value, gradFunc: (dy: tf.Tensor) => tf.mul(dy, tf.tensor(values, dy.shape)) };
    });
    const failed = await failures(layerOf('flat-slope', (x) => wrong(x)));
    expect(Object.keys(failed)).toEqual([
      'the slope of its slope agrees with finite differences, by input and by weights',
    ]);
    expect(Object.values(failed)[0]).toContain(
      'The layer "flat-slope" has a wrong gradient of its gradient.',
    );
    expect(Object.values(failed)[0]).toContain('GANX_CONTRACT_SECOND_GRADIENT');
  });

  test('a penalty that forgets part of its gradient', async () => {
    const failed = await failures(
      defineRegularizer({
        type: 'frozen',
        description: 'A penalty on scores, taken as constants.',
        examples: [{ type: 'frozen' }],
        create: () => ({
          discriminator: ({ real, answer }) => {
            const scores = answer(real).score;
            const held = tf.tensor(scores.dataSync().slice(), scores.shape);
            return tf.mean<tf.Scalar>(tf.mul(scores, held));
          },
        }),
      }),
    );
    expect(failed["its gradient by the player's weights agrees with finite differences"]).toContain(
      'The regularizer "frozen" has a wrong gradient.',
    );
  });
});

/** Alternates its number of discriminator steps, which is its state, kept as each test wants. */
function policyWith(keeping: (k: { value: number }) => Pick<BalancePolicy, 'save' | 'load'>) {
  return defineBalance({
    type: 'seesaw',
    description: 'One step, then two, then one again.',
    examples: [{ type: 'seesaw' }],
    create() {
      const k = { value: 1 };
      return {
        next({ turn }) {
          if (turn.discriminatorSteps < k.value)
            return { phase: 'discriminator', endsIteration: false, reason: `k is ${k.value}` };
          k.value = 3 - k.value;
          return { phase: 'generator', endsIteration: true, reason: 'the turn is over' };
        },
        ...keeping(k),
      };
    },
  });
}

describe('a plugin that loses state', () => {
  test('passes when it keeps it', async () => {
    const sound = policyWith((k) => ({
      save: () => k.value,
      load: (state) => {
        k.value = state as number;
      },
    }));
    expect(await failures(sound)).toEqual({});
  });

  test('by saving nothing', async () => {
    const failed = await failures(policyWith(() => ({})));
    const said =
      failed[
        'a policy that is saved and loaded between any two decisions decides as if nothing had happened'
      ];
    expect(said).toContain('The balance "seesaw" loses state.');
    expect(said).toMatch(/seen: {2}Decision \d+ is \{.*\}, without a save \{.*\}\./);
    expect(said).toContain(
      'mend:  Give everything that later behaviour depends on out of save(), and put it back in load().',
    );
  });

  test('by saving it without loading it', async () => {
    const failed = await failures(policyWith((k) => ({ save: () => k.value })));
    expect(failed['its state is plain JSON']).toContain('It has save() but no load().');
  });

  test('a rule that forgets how long it has waited', async () => {
    const failed = await failures(
      defineStoppingRule({
        type: 'patience',
        description: 'Stops after some iterations of its own counting.',
        examples: [{ type: 'patience' }],
        create: () => {
          let waited = 0;
          return {
            decide: () => (++waited > 5 ? { type: 'budget', reason: `waited ${waited} times` } : undefined),
          };
        },
      }),
    );
    expect(
      failed['a rule that is saved and loaded after every iteration decides as if nothing had happened'],
    ).toContain('The stopping-rule "patience" loses state.');
  });
});

describe('a plugin that cannot be resumed', () => {
  test('because its state is no JSON', async () => {
    const failed = await failures(
      policyWith((k) => ({
        save: () => new Map([['k', k.value]]) as unknown as Json,
        load: (state) => {
          k.value = (state as unknown as Map<string, number>).get?.('k') ?? 1;
        },
      })),
    );
    const said = failed['what a checkpoint keeps of it is plain JSON'];
    expect(said).toContain('The balance "seesaw" saves state that does not survive a checkpoint.');
    expect(said).toContain('seen:  save() gives a Map, of which a checkpoint keeps {}.');
    expect(said).toContain('No Map, Set, typed array');
  });

  test('because a layer counts in a closure what a checkpoint cannot see', async () => {
    const warming = defineLayer({
      type: 'warming',
      description: 'Grows with the number of its calls in this network.',
      examples: [{ type: 'warming' }],
      create: (_, { name }) => {
        let calls = 0;
        return (x) => {
          class Warming extends layers.Layer {
            static readonly className = 'Warming';
            override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
              if (kwargs.training) calls++;
              return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 1 + calls / 100);
            }
          }
          return new Warming({ name }).apply(x) as typeof x;
        };
      },
    });
    const failed = await failures(warming);
    const said = failed['6 iterations are the same as 3, then the rest from a checkpoint, to the bit'];
    expect(said).toContain('The layer "warming" cannot be resumed.');
    expect(said).toMatch(/Weights differ after resuming|What was told differs after resuming/);
    expect(said).toContain('GANX_CONTRACT_RESUME');
  });

  const counting = (keep: boolean) =>
    defineCallback({
      type: 'counting',
      description: 'Logs how often it was called.',
      examples: [{ type: 'counting' }],
      create(): Callback {
        let count = 0;
        return {
          on: {},
          tick: ({ log }) => log.scalars({ count: ++count }),
          ...(keep && {
            save: () => count,
            load: (state: Json) => {
              count = state as number;
            },
          }),
        };
      },
    });

  test('because a callback starts its count anew', async () => {
    expect(await failures(counting(true))).toEqual({});
    const failed = await failures(counting(false));
    expect(Object.keys(failed)).toEqual([
      '6 iterations are the same as 3, then the rest from a checkpoint, to the bit',
    ]);
    expect(Object.values(failed)[0]).toContain(
      'What was told differs after resuming: count at iteration 4: 1, instead of 4.',
    );
  });
});

test('a plugin that computes something else on another backend is told both values', async () => {
  let shift = 0;
  const other = {
    backend: 'other',
    activate: async () => {
      shift = 0.25;
    },
  };
  const failed = await failures(
    layerOf('local', (x) => tf.add(x, shift)),
    { backends: [other] },
  );
  const claim = 'other and the reference give the same values, up to rounding';
  expect(failed[claim]).toContain('The layer "local" gives other values on another backend.');
  expect(failed[claim]).toMatch(/Value 0 is \S+, on the reference \S+/);
});

describe('a plugin that breaks its surroundings', () => {
  test('a layer that writes into its input', async () => {
    const failed = await failures(
      layerOf('greedy', (x) => {
        const values = x.dataSync();
        for (let i = 0; i < values.length; i++) values[i] = values[i]! * 0.5;
        return x.clone();
      }),
    );
    const said = failed['it leaves its inputs as they are'];
    expect(said).toContain('The layer "greedy" changes its input.');
    expect(said).toContain('Values of input 0 are others after the call: value 0 is');
  });

  test('a callback that changes weights', async () => {
    const failed = await failures(
      defineCallback({
        type: 'meddling',
        description: 'Shrinks all weights a little.',
        examples: [{ type: 'meddling' }],
        create: () => ({
          on: {},
          tick: () => {
            for (const variable of Object.values(tf.engine().registeredVariables))
              if (variable.trainable) tf.tidy(() => variable.assign(tf.mul(variable, 0.99) as never));
          },
        }),
      }),
    );
    const said = failed['the training is the same as without it, to the bit'];
    expect(said).toContain('The callback "meddling" changes the training that it only watches.');
    expect(said).toMatch(/With it, value \d+ of generator\/\S+ is \S+ instead of \S+\./);
  });

  test('a hook that throws is named with its iteration', async () => {
    const failed = await failures(
      defineCallback({
        type: 'fragile',
        description: 'Fails at the third iteration.',
        examples: [{ type: 'fragile' }],
        create: () => ({
          on: {
            iteration({ counters }) {
              if (counters.iteration === 3) throw new TypeError('x is undefined');
            },
          },
        }),
      }),
    );
    expect(failed['two trainings with the same seed are the same to the bit']).toContain(
      'The callback fragile failed in its hook "iteration" at iteration 3. TypeError: x is undefined'.replace(
        'callback fragile',
        'callback acme/fragile',
      ),
    );
  });

  test('a listener to an event that there is not', async () => {
    const failed = await failures(
      defineCallback({
        type: 'deaf',
        description: 'Waits for what never comes.',
        examples: [{ type: 'deaf' }],
        create: () => ({ on: { 'epoch-end': () => undefined } as never }),
      }),
    );
    expect(failed['it listens to events that there are, or ticks']).toContain('There is no event epoch-end.');
  });
});

describe('a plugin with wrong numbers', () => {
  test('a loss that is not finite at the tails', async () => {
    const failed = await failures(
      defineLoss({
        type: 'naive',
        description: 'The logarithm of a sigmoid.',
        examples: [{ type: 'naive' }],
        create: () => ({
          discriminator: (dReal, dFake) =>
            tf.neg(
              tf.add<tf.Scalar>(
                tf.mean(tf.log(tf.sigmoid(dReal))),
                tf.mean(tf.log(tf.sub(1, tf.sigmoid(dFake)))),
              ),
            ),
          generator: (dFake) => tf.neg(tf.mean<tf.Scalar>(tf.log(tf.sigmoid(dFake)))),
          opinion: tf.sigmoid,
          threshold: 0,
        }),
      }),
    );
    expect(Object.keys(failed)).toEqual(['losses and gradients are finite for scores up to 100 either way']);
    const said = Object.values(failed)[0];
    expect(said).toContain('The loss "naive" gives values that are not finite.');
    expect(said).toMatch(/discriminator by dReal gives (-?Infinity|NaN)\./);
    expect(said).toContain('Use a stable form: softplus(x) instead of log(exp(x) + 1)');
  });

  test('a loss with one value for each example', async () => {
    const failed = await failures(
      defineLoss({
        type: 'unreduced',
        description: 'Forgets to take the mean.',
        examples: [{ type: 'unreduced' }],
        create: () => ({ ...wasserstein, generator: (dFake) => tf.neg(dFake) as unknown as tf.Scalar }),
      }),
    );
    expect(failed['each loss is one number, of scores of examples and of places']).toContain(
      'seen:  The generator by dFake is of shape [5,1], not a scalar.',
    );
  });

  test('a loss that teaches the generator to be found out', async () => {
    const failed = await failures(
      defineLoss({
        type: 'upside-down',
        description: 'A sign is wrong.',
        examples: [{ type: 'upside-down' }],
        create: () => ({ ...wasserstein, generator: (dFake) => tf.mean<tf.Scalar>(dFake) }),
      }),
    );
    expect(failed['a generator that is found out gains from a higher score']).toContain(
      'The loss "upside-down" does not teach what it should.',
    );
  });

  test('a layer of another shape than it computes', async () => {
    const failed = await failures(layerOf('narrow', (x) => tf.sum(x, -1, true)));
    const said = failed['its outputs have the shape that it computes from the input shape'];
    expect(said).toContain('The layer "narrow" gives the wrong shape.');
    expect(said).toContain('It gives [3,1] where computeOutputShape says [3,6]');
  });

  test('a layer that leaves the range that it declares', async () => {
    const { create, ...rest } = layerOf('loud', (x) => tf.mul(x, 2));
    const failed = await failures({ ...rest, create, outputRange: () => [-1, 1] });
    expect(failed['its outputs stay in the range that it declares']).toContain(
      'The layer "loud" leaves its range.',
    );
  });

  test('a metric that gives what it did not announce, not finite, without its samples', async () => {
    const failed = await failures(
      defineMetric({
        type: 'vague',
        description: 'Announces much and explains nothing.',
        examples: [{ type: 'vague' }],
        measures: () => [
          { name: 'vague/one', goal: 'minimize' },
          { name: 'vague/two', goal: 'minimize' },
        ],
        create: () => ({
          evaluate: async () => [{ name: 'vague/one', value: Number.NaN, goal: 'maximize', provenance: {} }],
        }),
      }),
    );
    expect(failed['its values are finite']).toContain('vague/one is not finite.');
    expect(failed['beside each value stands how many samples it depends on']).toContain(
      'it needs at least `samples`, a number above 0.',
    );
    expect(failed['it gives the values that it announces, each with the same goal']).toContain(
      'It announces to minimize "vague/one", but gives it with the goal to maximize.',
    );
  });

  const dataset = (changes: Partial<Dataset> & { readonly labels?: Int32Array }) =>
    defineDataset({
      type: 'blob',
      description: 'Points around the origin.',
      examples: [{ type: 'blob' }],
      describe: async () => ({ shape: [2], dtype: 'float32', size: 40, classes: 2 }),
      load: async (_, { random }) => {
        const values = new Float32Array(80);
        random.stream('points').normal(values);
        return {
          info: { shape: [2], dtype: 'float32', size: 40, classes: 2 },
          train: {
            size: 40,
            labels: changes.labels ?? Int32Array.from({ length: 40 }, (_, i) => i % 2),
            read(indices, target) {
              for (const [at, index] of indices.entries())
                target.set(values.subarray(2 * index, 2 * index + 2), 2 * at);
            },
          },
          fingerprint: Buffer.from(values.buffer).toString('hex').slice(0, 64),
          ...changes,
        };
      },
    });

  test('a sound dataset passes', async () => {
    expect(await failures(dataset({}))).toEqual({});
  });

  test('a dataset with a label beyond its classes', async () => {
    const failed = await failures(dataset({ labels: new Int32Array(40).fill(2) }));
    expect(Object.keys(failed)).toEqual([
      'labels are within the classes, and every class has a name where classes are named',
    ]);
    expect(Object.values(failed)[0]).toContain(
      'Example 0 of train has the label 2; there are 2 classes, from 0.',
    );
  });

  test('a dataset whose fingerprint says nothing', async () => {
    const failed = await failures(dataset({ fingerprint: 'f'.repeat(64) }));
    expect(failed['other examples have another fingerprint, which is a sha256']).toContain(
      'With another seed the examples are others, and the fingerprint is the same.',
    );
  });

  test('a dataset that leaves part of an example unwritten, and shows what it trains on as held out', async () => {
    const half = {
      size: 40,
      labels: new Int32Array(40),
      read: (indices: Int32Array, target: Uint8Array | Float32Array) => {
        for (const [at, index] of indices.entries()) target[2 * at] = index;
      },
    };
    const failed = await failures(dataset({ train: half, heldOut: half }));
    expect(
      failed['images are [H,W,C] bytes or floats, points [D]; read() fills exactly the examples asked for'],
    ).toContain('read() of train leaves parts of an example of [2] unwritten.');
    expect(failed['no held-out example is a training example']).toContain('are training examples too.');
    expect(failed['its splits are as large as it says']).toContain('heldOutSize is 0, but heldOut has 40.');
  });

  test('a feature extractor whose features are not as many as it says, and that forgets to dispose', async () => {
    const failed = await failures(
      defineFeatureExtractor({
        type: 'sums',
        description: 'The sum of all values.',
        examples: [{ type: 'sums' }],
        accepts: () => true,
        load: async () => {
          tf.keep(tf.scalar(1));
          return {
            size: 2,
            features: (x) => tf.reshape(tf.sum(tf.reshape(x, [x.shape[0]!, -1]), 1), [-1, 1]),
            identity: { name: 'sums', sha256: '0'.repeat(64) },
            dispose: () => undefined,
          };
        },
      }),
    );
    expect(failed['features are [N, size], and a classifier has as many logits as it declares']).toContain(
      'size is 2, but features of 3 examples are [3,1].',
    );
    expect(failed['disposing it leaves no tensors behind']).toContain(
      '1 tensor is left after load, use and dispose.',
    );
  });

  test('a logger that begins its file anew when it is resumed', async () => {
    const failed = await failures(
      defineLogger({
        type: 'forgetful',
        description: 'Writes its lines when it is flushed.',
        examples: [{ type: 'forgetful' }],
        open: (_, { folder }) => {
          const lines: string[] = [];
          const flush = () => writeFileSync(join(folder, 'lines.txt'), lines.join(''));
          return {
            scalars: ({ iteration }, values) => void lines.push(`${iteration} ${JSON.stringify(values)}\n`),
            flush,
            close: flush,
          };
        },
      }),
    );
    const claim = 'resumed where it was saved, it goes on writing, and what it wrote before stays';
    expect(Object.keys(failed)).toEqual([claim]);
    expect(failed[claim]).toContain('The logger "forgetful" loses what was logged.');
    expect(failed[claim]).toMatch(
      /lines\.txt no longer begins with the \d+ bytes that were flushed before\./,
    );
    expect(failed[claim]).toContain('open() with `resumed` must go on after what save() described');
  });

  test('a schedule that leaves its range, and one that counts its own calls', async () => {
    const failed = await failures(
      defineSchedule({
        type: 'falling',
        description: 'Falls without end.',
        examples: [{ type: 'falling' }],
        create: () => ({ at: (t) => 1 - t / 100, range: [0, 1] }),
      }),
    );
    const claim = 'its numbers are finite and within its range, however long a run is';
    expect(Object.keys(failed)).toEqual([claim]);
    expect(failed[claim]).toContain('After 101 it gives -0.01');
    expect(failed[claim]).toContain('but its range is [0, 1].');

    let calls = 0;
    const counting = await failures(
      defineSchedule({
        type: 'counting',
        description: 'Counts how often it is asked.',
        examples: [{ type: 'counting' }],
        create: () => ({ at: () => ++calls, range: [0, 1e9] }),
      }),
    );
    expect(Object.keys(counting)).toEqual([
      'the same count gives the same number, asked in any order and of a new one: a resumed run goes on exactly',
    ]);
  });

  test('a schedulable option that nothing could read', async () => {
    const failed = await failures(
      defineBalance({
        type: 'moving',
        description: 'One step each.',
        options: {
          type: 'object',
          additionalProperties: false,
          properties: {
            share: {
              description: 'A number that is never read.',
              type: 'number',
              default: 1,
              'x-ganx-schedulable': true,
            },
          },
        },
        examples: [{ type: 'moving' }],
        create: () => ({
          next: ({ turn }) =>
            turn.discriminatorSteps === 0
              ? { phase: 'discriminator', endsIteration: false, reason: 'step 1 of 2' }
              : { phase: 'generator', endsIteration: true, reason: 'step 2 of 2' },
        }),
      }),
    );
    const claim = 'options that are schedulable are numbers, of a kind that can read a number which moves';
    expect(failed[claim]).toContain(
      '"share" is schedulable, but a balance has no way to read a number that moves',
    );
  });
});
