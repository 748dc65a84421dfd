import '@tensorflow/tfjs-backend-cpu';
import { atStart, type Json, numbersAt, type Optimizer, Registry, updatesOf } from '@ganx/core/plugin';
import { openOptimizer, resolveOptions } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { schedules } from '../schedules/index.js';
import { optimizers } from './index.js';

const registry = Registry.of({
  meta: { name: 'optimizers', version: '0.0.0', ganxApi: '*' },
  components: [...optimizers, ...schedules],
});
const make = (type: string, options: Record<string, Json>): Optimizer => {
  const component = registry.get('optimizer', type);
  return openOptimizer(component, resolveOptions(component, { type, ...options }, registry), registry);
};

interface Weight {
  readonly kind: string;
  readonly values: readonly number[];
}
type Slots = readonly Readonly<Record<string, readonly number[]>>[];

/** Weights and slots after updates with the gradients of `gradientsAt`, one list for each weight. */
function train(
  optimizer: Optimizer,
  weights: readonly Weight[],
  steps: number,
  gradientsAt: (step: number, values: readonly (readonly number[])[]) => readonly (readonly number[])[],
) {
  let values = weights.map((weight) => weight.values);
  let slots: Slots = weights.map((weight) =>
    Object.fromEntries(
      Object.entries(optimizer.slots).map(([name, first]) => [name, weight.values.map(() => first)]),
    ),
  );
  const read = (tensor: tf.Tensor) => Array.from(tensor.dataSync());
  for (let step = 1; step <= steps; step++) {
    const gradients = gradientsAt(step, values);
    const now = numbersAt({ ...atStart, iteration: step - 1 });
    const scalars = Object.fromEntries(
      Object.entries(optimizer.scalars(step, 1, now)).map(([name, value]) => [name, tf.scalar(value!)]),
    );
    const due = weights.map(({ kind }, i) => ({
      name: `generator/0${i}-dense/${kind}`,
      kind,
      parameter: tf.tensor1d([...values[i]!]),
      gradient: tf.tensor1d([...gradients[i]!]),
      slots: Object.fromEntries(
        Object.entries(slots[i]!).map(([name, slot]) => [name, tf.tensor1d([...slot])]),
      ),
    }));
    const updates = updatesOf(optimizer, due, scalars);
    values = updates.map(({ parameter }) => read(parameter));
    slots = updates.map((update) =>
      Object.fromEntries(Object.entries(update.slots).map(([name, slot]) => [name, read(slot)])),
    );
  }
  return { values, slots };
}
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
const two: readonly Weight[] = [
  { kind: 'kernel', values: [1, 2] },
  { kind: 'bias', values: [3] },
];

beforeAll(() => tf.setBackend('cpu'));

describe('clip-by-global-norm', () => {
  const clipped = make('chain', {
    of: [
      { type: 'clip-by-global-norm', max: 6.5 },
      { type: 'sgd', learningRate: 1 },
    ],
  });

  test('shortens all gradients by one factor where their common norm is above the bound', () => {
    // The norm of (3, 4, 12) is 13: halved.
    const { values } = train(clipped, two, 1, () => [[3, 4], [12]]);
    expect(values).toEqual([close([1 - 1.5, 2 - 2]), close([3 - 6])]);
  });

  test('leaves them as they are, to the bit, where it is not, and 0 at 0', () => {
    const { values } = train(clipped, two, 1, () => [[0.1, 0.2], [0.3]]);
    const plain = train(make('sgd', { learningRate: 1 }), two, 1, () => [[0.1, 0.2], [0.3]]);
    expect(values).toEqual(plain.values);
    expect(train(clipped, two, 1, () => [[0, 0], [0]]).values).toEqual([[1, 2], [3]]);
  });
});

test('clip-by-value keeps each element within a bound, which may move', () => {
  const of = (max: Json): Json => [
    { type: 'clip-by-value', max },
    { type: 'sgd', learningRate: 1 },
  ];
  const gradients = () => [[-7, 0.25], [7]];
  expect(train(make('chain', { of: of(0.5) }), two, 1, gradients).values).toEqual([[1.5, 1.75], [2.5]]);
  const moving = { type: 'linear', from: 1, to: 0.5, over: 1, counter: 'iterations' };
  expect(train(make('chain', { of: of(moving) }), two, 2, gradients).values).toEqual([[2.5, 1.5], [1.5]]);
});

describe('a chain', () => {
  test('names slots by type, and of two of one type the second by its number', () => {
    const { slots } = make('chain', {
      of: [{ type: 'weight-decay' }, { type: 'weight-decay', kinds: ['bias'] }, { type: 'adam' }],
    });
    expect(slots).toEqual({ 'adam.mean': 0, 'adam.meanSquare': 0 });
    const { scalars } = make('chain', {
      of: [{ type: 'weight-decay' }, { type: 'weight-decay', decay: 0.5 }, { type: 'sgd' }],
    });
    expect(scalars(1, 0.5, numbersAt(atStart))).toMatchObject({
      'weight-decay.decay': 0.01,
      'weight-decay-2.decay': 0.5,
      learningRate: 0.05,
    });
  });

  test.each([
    [[{ type: 'adam' }, { type: 'sgd' }], 'of.0.type', '"adam" moves the weights, so nothing after it acts'],
    [
      [{ type: 'clip-by-value', max: 1 }, { type: 'weight-decay' }],
      'of.1.type',
      'The last of a chain moves the weights, but "weight-decay" has no learning rate.',
    ],
  ])('%j is refused at %s', (of, option, message) => {
    expect(() => make('chain', { of })).toThrow(
      expect.objectContaining({ option, message: expect.stringContaining(message) }),
    );
  });
});

test('adamw agrees with the formula written out, and leaves biases out', () => {
  const [rate, decay, b1, b2] = [0.1, 0.2, 0.5, 0.9];
  const options = { learningRate: rate, decay, beta1: b1, beta2: b2 };
  const expected = two.map(({ kind, values }) =>
    values.map((first) => {
      let [p, m, v] = [first, 0, 0];
      for (let step = 1; step <= 6; step++) {
        const g = p - 0.5;
        m = b1 * m + (1 - b1) * g;
        v = b2 * v + (1 - b2) * g * g;
        if (kind === 'kernel') p -= rate * decay * p;
        p -= (rate * (m / (1 - b1 ** step))) / (Math.sqrt(v / (1 - b2 ** step)) + 1e-8);
      }
      return p;
    }),
  );
  const slope = (_step: number, values: readonly (readonly number[])[]) =>
    values.map((own) => own.map((value) => value - 0.5));
  expect(train(make('adamw', options), two, 6, slope).values).toEqual(expected.map(close));
  const chained = make('chain', {
    of: [
      { type: 'weight-decay', decay },
      { type: 'adam', learningRate: rate, beta1: b1, beta2: b2 },
    ],
  });
  expect(train(chained, two, 6, slope).values).toEqual(expected.map(close));
});

describe('accumulate', () => {
  const gradientsAt = (step: number) => [[step, -step], [2 * step]];

  test('updates at every n-th step with the mean of the gradients, as one larger batch would', () => {
    const few = make('accumulate', { steps: 3, of: { type: 'adam', learningRate: 0.1 } });
    // The means of steps 1 to 3 and 4 to 6.
    const whole = train(make('adam', { learningRate: 0.1 }), two, 2, (step) => gradientsAt(3 * step - 1));
    const { slots, values } = train(few, two, 6, gradientsAt);
    expect(values).toEqual(whole.values.map(close));
    for (const [i, own] of whole.slots.entries()) {
      const { gradientSum, ...inner } = slots[i]!;
      const expected = Object.entries(own).map(([name, slot]) => [`of.${name}`, close(slot)]);
      expect(inner).toEqual(Object.fromEntries(expected));
      expect(gradientSum!.every((value) => value === 0)).toBe(true);
    }
  });

  test('changes no weight and no slot of its optimizer in between', () => {
    const few = make('accumulate', { steps: 3, of: { type: 'adam' } });
    const { slots, values } = train(few, two, 2, gradientsAt);
    expect(values).toEqual([[1, 2], [3]]);
    expect(slots[1]).toEqual({ gradientSum: [6], 'of.mean': [0], 'of.meanSquare': [0] });
  });

  test('within itself is as many steps as both together', () => {
    const sgd = { type: 'sgd', learningRate: 1 };
    const nested = make('accumulate', { steps: 2, of: { type: 'accumulate', steps: 3, of: sgd } });
    const flat = make('accumulate', { steps: 6, of: sgd });
    for (const steps of [5, 6, 12]) {
      const expected = train(flat, two, steps, gradientsAt).values.map(close);
      expect(train(nested, two, steps, gradientsAt).values).toEqual(expected);
    }
  });
});
