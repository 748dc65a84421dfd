import { Registry, type Schedule } from '@ganx/core/plugin';
import { resolveOptions } from '@ganx/testkit';
import { describe, expect, test } from 'vitest';
import { schedules } from './index.js';

const registry = Registry.of({
  meta: { name: 'schedules', version: '0.0.0', ganxApi: '*' },
  components: schedules,
});
const make = (type: string, options: object): Schedule => {
  const component = registry.get('schedule', type);
  return component.create(resolveOptions(component, { type, ...options }, registry));
};
const half = Math.SQRT1_2;

describe('schedules have their closed-form values and tell their range', () => {
  const table: [string, object, readonly (readonly [number, number])[], readonly [number, number]][] = [
    [
      'constant',
      { value: 3 },
      [
        [0, 3],
        [1e9, 3],
      ],
      [3, 3],
    ],
    [
      'linear',
      { from: 2, to: -2, over: 100 },
      [
        [0, 2],
        [25, 1],
        [50, 0],
        [100, -2],
        [1e9, -2],
      ],
      [-2, 2],
    ],
    [
      'cosine',
      { from: 2, to: 0.2, over: 2e7 },
      [
        [0, 2],
        [5e6, 1.1 + 0.9 * half],
        [1e7, 1.1],
        [1.5e7, 1.1 - 0.9 * half],
        [2e7, 0.2],
        [1e9, 0.2],
      ],
      [0.2, 2],
    ],
    [
      'cosine',
      { from: 0.9, to: 0.99, over: 10 },
      [
        [0, 0.9],
        [5, 0.945],
        [10, 0.99],
      ],
      [0.9, 0.99],
    ],
    [
      'exponential',
      { from: 1, to: 1e-4, over: 4 },
      [
        [0, 1],
        [1, 0.1],
        [3, 1e-3],
        [4, 1e-4],
        [9, 1e-4],
      ],
      [1e-4, 1],
    ],
    [
      'exponential',
      { from: 1, to: 16, over: 4 },
      [
        [0, 1],
        [2, 4],
        [2.5, 4 * Math.SQRT2],
      ],
      [1, 16],
    ],
    [
      'step',
      { from: 1, by: 0.5, every: 10, to: 0.2 },
      [
        [0, 1],
        [9.9, 1],
        [10, 0.5],
        [20, 0.25],
        [30, 0.2],
        [1e9, 0.2],
      ],
      [0.2, 1],
    ],
    [
      'step',
      { from: 1, by: 2, every: 10, to: 5 },
      [
        [0, 1],
        [10, 2],
        [25, 4],
        [30, 5],
      ],
      [1, 5],
    ],
    [
      'warm-up',
      { to: 0.8, over: 4 },
      [
        [0, 0.2],
        [1, 0.4],
        [3, 0.8],
        [100, 0.8],
      ],
      [0.2, 0.8],
    ],
    [
      'piecewise',
      {
        points: [
          [10, 1],
          [20, 3],
          [40, 0],
        ],
      },
      [
        [0, 1],
        [10, 1],
        [15, 2],
        [20, 3],
        [30, 1.5],
        [40, 0],
        [1e9, 0],
      ],
      [0, 3],
    ],
  ];
  test.each(table)('%s %j', (type, options, values, range) => {
    const schedule = make(type, options);
    for (const [t, value] of values) expect(schedule.at(t), `after ${t}`).toBeCloseTo(value, 12);
    expect(schedule.range).toEqual(range.map((value) => expect.closeTo(value, 12)));
  });
});

describe('a schedule that ends before it begins is refused at the option', () => {
  const refused: [string, object, string, string][] = [
    [
      'step',
      { from: 1, by: 0.5, every: 10, to: 2 },
      'to',
      'Steps by 0.5 from 1 lead down, away from 2: the schedule would end before it begins.',
    ],
    ['step', { from: 1, by: 2, every: 10, to: 0.5 }, 'to', 'Steps by 2 from 1 lead up, away from 0.5'],
    [
      'piecewise',
      {
        points: [
          [5, 0],
          [5, 1],
        ],
      },
      'points.1',
      'The count 5 must be above 5, the count before it.',
    ],
    [
      'piecewise',
      {
        points: [
          [-1, 0],
          [5, 1],
        ],
      },
      'points.0',
      'The count -1 must be at least 0.',
    ],
  ];
  test.each(refused)('%s %j', (type, options, option, message) => {
    expect(() => make(type, options)).toThrow(
      expect.objectContaining({ option, message: expect.stringContaining(message) }),
    );
  });

  test.each(['linear', 'cosine', 'exponential'])('%s over 0', (type) => {
    expect(() => make(type, { from: 1, to: 2, over: 0 })).toThrow('options/over must be > 0');
  });
});
