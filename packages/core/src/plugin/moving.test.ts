import { describe, expect, it } from 'vitest';
import { OptionsError } from '../errors.js';
import { atStart, boundsOf, numbersAt, openMoving, schedulableFault } from './moving.js';
import type { Moving, PropertySchema } from './options.js';
import { Registry } from './registry.js';
import { defineSchedule, type Schedule } from './schedule.js';

const registryOf = (create: () => Schedule) =>
  Registry.of({
    meta: { name: 'schedules', version: '0.0.0', ganxApi: '*' },
    components: [
      defineSchedule({ type: 'tried', description: 'A schedule.', examples: [{ type: 'tried' }], create }),
    ],
  });
const written = { type: 'tried', counter: 'images', start: 100 };
const schema = (limits: object = {}): PropertySchema => ({
  description: 'A weight.',
  type: 'number',
  'x-ganx-schedulable': true,
  ...limits,
});
const open = (create: () => Schedule, limits?: object) =>
  openMoving(
    { weight: written, other: 3 },
    { weight: schema(limits), other: schema() },
    registryOf(create),
    'loss',
  );
const rising = (): Schedule => ({ at: (t) => Math.min(1, t / 10), range: [0, 1] });

describe('openMoving', () => {
  it('opens schedules at their places and leaves numbers alone', () => {
    const { options, moving } = open(rising);
    expect(moving.map(({ place }) => place)).toEqual(['loss.weight']);
    expect(options).toEqual({ weight: moving[0], other: 3 });
    expect(boundsOf(options.weight as Moving)).toEqual([0, 1]);
    expect(boundsOf(3)).toEqual([3, 3]);
  });

  it('gives the number at the counter that is named, less the start', () => {
    const weight = open(rising).options.weight as Moving;
    const at = (images: number) => numbersAt({ ...atStart, images, iteration: 7 })(weight);
    expect([0, 100, 104, 110, 1e9].map(at)).toEqual([0, 0, 0.4, 1, 1]);
  });

  it('holds what a schedule can give against the bounds of the option', () => {
    const refused = (limits: object) => {
      try {
        open(rising, limits);
        return undefined;
      } catch (error) {
        expect(error).toBeInstanceOf(OptionsError);
        return `${(error as OptionsError).option}: ${(error as Error).message}`;
      }
    };
    expect(refused({ minimum: 0, maximum: 1 })).toBeUndefined();
    expect(refused({ minimum: 0.5 })).toBe(
      'weight: The schedule "tried" goes down to 0, but "weight" must be at least 0.5, at every moment.',
    );
    expect(refused({ exclusiveMinimum: 0 })).toContain('must be above 0');
    expect(refused({ maximum: 0.9 })).toContain('goes up to 1, but "weight" must be at most 0.9');
    expect(refused({ exclusiveMaximum: 1 })).toContain('must be below 1');
  });

  it("says a schedule's own mistake at the schedule's option", () => {
    const fails = () =>
      open(() => {
        throw new OptionsError('to', 'The end lies before the beginning.');
      });
    expect(fails).toThrow(
      expect.objectContaining({ option: 'weight.to', message: 'The end lies before the beginning.' }),
    );
  });

  it('refuses a schedule without a finite range, and one that leaves its range or is not finite', () => {
    expect(() => open(() => ({ at: () => 0, range: [0, Number.POSITIVE_INFINITY] }))).toThrow(
      'two finite numbers',
    );
    expect(() => open(() => ({ at: () => 0, range: [1, 0] }))).toThrow('two finite numbers');
    for (const value of [2, Number.NaN]) {
      const weight = open(() => ({ at: () => value, range: [0, 1] })).options.weight as Moving;
      expect(() => weight.at({ ...atStart, images: 250 })).toThrow(
        `The schedule "tried" at loss.weight gives ${value} after 250 images, expected a number from 0 to 1, as its range says.`,
      );
    }
  });
});

describe('schedulableFault', () => {
  it('allows numbers of components that are asked at each step, and nothing else', () => {
    expect(schedulableFault('regularizer', schema())).toBeUndefined();
    expect(schedulableFault('metric', { description: 'A.', type: 'number' })).toBeUndefined();
    expect(schedulableFault('regularizer', schema({ type: 'integer' }))).toContain(
      'its type is not "number"',
    );
    expect(schedulableFault('metric', schema())).toBe(
      'is schedulable, but a metric has no way to read a number that moves; those that have: conditioning, loss, optimizer, regularizer',
    );
    expect(schedulableFault('loss', schema({ 'x-ganx-schedulable': 'yes' }))).toContain('must say');
  });
});
