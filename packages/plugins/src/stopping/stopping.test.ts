import { type MetricValue, Registry, type StoppingRule, type StopView } from '@ganx/core/plugin';
import { resolveOptions } from '@ganx/testkit';
import { describe, expect, test } from 'vitest';
import { stoppingRules } from './index.js';

const registry = Registry.of({
  meta: { name: 'rules', version: '0.0.0', ganxApi: '*' },
  components: stoppingRules,
});
const make = (type: string, options = {}): StoppingRule => {
  const component = registry.get('stopping-rule', type);
  return component.create(resolveOptions(component, { type, ...options }, registry));
};

const view = (iteration: number, more: Partial<StopView> = {}): StopView => ({
  counters: { iteration, discriminatorSteps: iteration, generatorSteps: iteration, images: 64 * iteration },
  seconds: iteration,
  discriminator: { loss: 1, opinionReal: 0.6, opinionFake: 0.4, accuracy: 0.7 },
  generator: { loss: 1, opinionFake: 0.4 },
  evaluated: [],
  ...more,
});
const measured = (
  name: string,
  value: number,
  goal: MetricValue['goal'] = 'minimize',
): Partial<StopView> => ({
  evaluated: [{ name, value, goal, provenance: {} }],
});
const accuracy = (value: number): Partial<StopView> => ({
  discriminator: { loss: 1, opinionReal: 0.5, opinionFake: 0.5, accuracy: value },
});

describe('budgets', () => {
  test('iterations, images and time stop at their number and say so', () => {
    expect(make('iterations', { max: 10 }).decide(view(9))).toBeUndefined();
    expect(make('iterations', { max: 10 }).decide(view(10))).toEqual({
      type: 'budget',
      reason: '10 of 10 iterations are done',
    });
    expect(make('images', { max: 640 }).decide(view(10))).toEqual({
      type: 'budget',
      reason: '640 of 640 real examples were shown',
    });
    expect(make('time', { maxMinutes: 0.5 }).decide(view(29))).toBeUndefined();
    expect(make('time', { maxMinutes: 0.5 }).decide(view(30))?.reason).toBe(
      '30.0 s of training time have passed, 30 s were allowed',
    );
    expect(make('time', { maxSeconds: 5 }).budget).toEqual({ counter: 'seconds', max: 5 });
  });

  test('time takes exactly one of its options', () => {
    for (const options of [{}, { maxMinutes: 1, maxSeconds: 1 }]) {
      expect(() => make('time', options)).toThrow('Give exactly one of maxMinutes and maxSeconds.');
    }
  });
});

describe('plateau', () => {
  const run = (rule: StoppingRule, values: number[], goal: MetricValue['goal']) =>
    values.map((value, i) => rule.decide(view(10 * (i + 1), measured('m', value, goal)))?.type);

  test('it stops after patience evaluations without improvement, whichever way the metric goes', () => {
    expect(run(make('plateau', { monitor: 'm', patience: 2 }), [5, 4, 4.5, 4, 3], 'minimize')).toEqual([
      undefined,
      undefined,
      undefined,
      'converged',
      undefined,
    ]);
    expect(run(make('plateau', { monitor: 'm', patience: 2 }), [5, 6, 5, 6], 'maximize').at(-1)).toBe(
      'converged',
    );
  });

  test('gains up to minDelta are no improvement, and neither is a value that is not finite', () => {
    const rule = make('plateau', { monitor: 'm', patience: 2, minDelta: 0.5 });
    expect(run(rule, [5, 4.6, 4.5], 'minimize').at(-1)).toBe('converged');
    const broken = make('plateau', { monitor: 'm', patience: 2 });
    run(broken, [Number.NaN, Number.NaN], 'minimize');
    expect(broken.decide(view(99))?.reason).toBe(
      'm has not improved by more than 0 in 2 evaluations: it never was finite, now it is not finite',
    );
  });

  test('its reason names the best, where it was, and the latest value', () => {
    const rule = make('plateau', { monitor: 'm', patience: 1 });
    run(rule, [2.25, 3], 'minimize');
    expect(rule.decide(view(21))?.reason).toBe(
      'm has not improved by more than 0 in 1 evaluations: its best was 2.25 at iteration 10, now it is 3',
    );
  });

  test('iterations without evaluation and other metrics do not count', () => {
    const rule = make('plateau', { monitor: 'm', patience: 1 });
    rule.decide(view(1, measured('m', 1)));
    for (let i = 2; i < 50; i++) expect(rule.decide(view(i, measured('other', 9)))).toBeUndefined();
  });
});

describe('target', () => {
  test('it stops once the value is reached in the direction of the metric, and changes its mind', () => {
    const rule = make('target', { monitor: 'm', value: 0.95 });
    expect(rule.decide(view(1, measured('m', 0.94, 'maximize')))).toBeUndefined();
    expect(rule.decide(view(2, measured('m', 0.95, 'maximize')))).toEqual({
      type: 'converged',
      reason: 'm is 0.95; at least 0.95 was asked for',
    });
    expect(rule.decide(view(3))?.type).toBe('converged');
    expect(rule.decide(view(4, measured('m', 0.5, 'maximize')))).toBeUndefined();
    expect(make('target', { monitor: 'm', value: 3 }).decide(view(1, measured('m', 2.5)))?.reason).toBe(
      'm is 2.5; at most 3 was asked for',
    );
  });
});

describe('non-finite', () => {
  test('a loss that is not a number ends the run and is named', () => {
    const rule = make('non-finite');
    expect(rule.decide(view(1))).toBeUndefined();
    expect(
      rule.decide(view(7, { generator: { loss: Number.NaN, opinionFake: Number.POSITIVE_INFINITY } })),
    ).toEqual({
      type: 'diverged',
      reason: "at iteration 7 the generator's loss is NaN and the generator's opinionFake is Infinity",
    });
  });
});

describe('overpowered', () => {
  test('it stops when accuracy is out of bounds for so many checks in a row, and names the winner', () => {
    const rule = make('overpowered', { checks: 3 });
    const types = [0.995, 0.995, 0.7, 0.995, 0.995, 0.998].map(
      (value, i) => rule.decide(view(i + 1, accuracy(value)))?.type,
    );
    expect(types).toEqual([undefined, undefined, undefined, undefined, undefined, 'overpowered']);
    expect(rule.decide(view(7, accuracy(0.999)))?.reason).toBe(
      "the discriminator has beaten the generator: the discriminator's accuracy was above 99.0 % in 4 checks in a row, now it is 99.9 %",
    );
  });

  test('an accuracy near 0 means that the generator has won', () => {
    const rule = make('overpowered', { checks: 1 });
    expect(rule.decide(view(1, accuracy(0.02)))?.reason).toContain(
      'the generator has beaten the discriminator',
    );
    expect(rule.decide(view(2, accuracy(0.5)))).toBeUndefined();
  });

  test('iterations in which the discriminator rests are no checks', () => {
    const rule = make('overpowered', { checks: 2 });
    const resting = {
      ...view(5, accuracy(1)),
      counters: { iteration: 5, discriminatorSteps: 1, generatorSteps: 5, images: 0 },
    };
    for (let i = 0; i < 10; i++) expect(rule.decide(resting)).toBeUndefined();
  });

  test('bounds in the wrong order are refused', () => {
    expect(() => make('overpowered', { low: 0.99 })).toThrow('low (0.99) must lie below high (0.99).');
  });
});
