import { type BalanceDecision, type BalancePolicy, Registry } from '@ganx/core/plugin';
import { resolveOptions } from '@ganx/testkit';
import { describe, expect, test } from 'vitest';
import { balances } from './index.js';

const registry = Registry.of({
  meta: { name: 'balances', version: '0.0.0', ganxApi: '*' },
  components: balances,
});
const make = (type: string, options = {}): BalancePolicy => {
  const component = registry.get('balance', type);
  return component.create(resolveOptions(component, { type, ...options }, registry));
};

/** Steps of both networks in each iteration; `accuracy` says what the n-th discriminator step measured. */
function stepsOf(policy: BalancePolicy, iterations: number, accuracy: (step: number) => number = () => 0.5) {
  let [discriminatorSteps, generatorSteps] = [0, 0];
  return Array.from({ length: iterations }, (_, iteration) => {
    const turn = { discriminatorSteps: 0, generatorSteps: 0 };
    const reasons: string[] = [];
    for (let decision: BalanceDecision | undefined; !decision?.endsIteration; ) {
      decision = policy.next({
        counters: { iteration, discriminatorSteps, generatorSteps, images: 0 },
        turn: { ...turn },
        discriminator:
          discriminatorSteps === 0
            ? undefined
            : { loss: 1, opinionReal: 0.5, opinionFake: 0.5, accuracy: accuracy(discriminatorSteps) },
        generator: undefined,
      });
      reasons.push(decision.reason);
      if (decision.phase === 'discriminator') {
        turn.discriminatorSteps++;
        discriminatorSteps++;
      } else {
        turn.generatorSteps++;
        generatorSteps++;
      }
    }
    return { d: turn.discriminatorSteps, g: turn.generatorSteps, reasons };
  });
}

describe('constant', () => {
  test('it makes k discriminator steps and then the generator steps, either way round', () => {
    for (const { d, g } of stepsOf(make('constant', { discriminatorSteps: 5 }), 3))
      expect([d, g]).toEqual([5, 1]);
    for (const { d, g } of stepsOf(make('constant', { generatorSteps: 3 }), 3))
      expect([d, g]).toEqual([1, 3]);
  });

  test('its reasons count the steps', () => {
    expect(stepsOf(make('constant', { discriminatorSteps: 2 }), 1)[0]!.reasons).toEqual([
      'discriminator step 1 of 2',
      'discriminator step 2 of 2',
      'generator step 1 of 1',
    ]);
  });
});

describe('warm-up', () => {
  test('many steps in the first iterations and at each multiple, few otherwise', () => {
    const policy = make('warm-up', {
      discriminatorSteps: 2,
      warmUpSteps: 7,
      warmUpIterations: 3,
      repeatEvery: 5,
    });
    const iterations = stepsOf(policy, 12);
    expect(iterations.map(({ d }) => d)).toEqual([7, 7, 7, 2, 2, 7, 2, 2, 2, 2, 7, 2]);
    expect(iterations.every(({ g }) => g === 1)).toBe(true);
    expect(iterations[2]!.reasons[0]).toBe('discriminator step 1 of 7: warm-up iteration 3 of 3');
    expect(iterations[10]!.reasons[0]).toBe('discriminator step 1 of 7: iteration 10 is a multiple of 5');
  });

  test('its defaults are the numbers of the WGAN code: 100 in the first 25, then 5', () => {
    const steps = stepsOf(make('warm-up'), 30).map(({ d }) => d);
    expect(steps).toEqual([...Array(25).fill(100), ...Array(5).fill(5)]);
  });
});

describe('threshold', () => {
  test('above high it rests, measures now and then, and trains again only below low', () => {
    const measured = [0.6, 0.95, 0.85, 0.82, 0.7, 0.85, 0.85];
    const iterations = stepsOf(
      make('threshold', { high: 0.9, low: 0.8, probeEvery: 2 }),
      12,
      (step) => measured[step - 1] ?? 0.85,
    );
    // Measured: 0.6, then 0.95: rest; probes at the 2nd, 4th, 6th rested iteration see 0.85, 0.82, 0.7.
    expect(iterations.map(({ d }) => d)).toEqual([1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1]);
    expect(iterations[2]!.reasons[0]).toBe(
      'generator step 1 of 1: the discriminator rests, accuracy 95.0 % is above 90.0 %',
    );
    expect(iterations[3]!.reasons[0]).toBe(
      'discriminator step 1 of 1: a measuring step after 2 iterations of rest',
    );
    expect(iterations[4]!.reasons[0]).toContain('accuracy 85.0 % is not below 80.0 %');
    expect(iterations[8]!.reasons[0]).toBe(
      'discriminator step 1 of 1: accuracy 70.0 % is below 80.0 % again',
    );
    expect(iterations[9]!.reasons[0]).toBe('discriminator step 1 of 1: accuracy 85.0 % is not above 90.0 %');
  });

  test('a weak discriminator gets more steps', () => {
    const iterations = stepsOf(make('threshold', { weak: 0.6, extraSteps: 3 }), 3, () => 0.5);
    expect(iterations.map(({ d }) => d)).toEqual([1, 4, 4]);
    expect(iterations[1]!.reasons[0]).toBe('discriminator step 1 of 4: accuracy 50.0 % is below 60.0 %');
  });

  test('smoothing keeps a single lucky batch from stopping the discriminator', () => {
    const lucky = (step: number) => (step === 3 ? 1 : 0.6);
    expect(stepsOf(make('threshold'), 6, lucky).map(({ d }) => d)).toContain(0);
    expect(stepsOf(make('threshold', { smoothing: 0.5 }), 6, lucky).map(({ d }) => d)).not.toContain(0);
  });

  test('borders in the wrong order are refused', () => {
    expect(() => make('threshold', { low: 0.95 })).toThrow('low (0.95) must not lie above high (0.9).');
    expect(() => make('threshold', { weak: 0.85 })).toThrow('weak (0.85) must not lie above low (0.8).');
  });
});
