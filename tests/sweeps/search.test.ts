import type { Evaluated, PruneRequest, Search, SearchComponent } from '@ganx/core/plugin';
import { Registry } from '@ganx/core/plugin';
import { ownOptions } from '@ganx/core/spec';
import { type Parameter, proposalRandom, Space } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { describe, expect, test } from 'vitest';
import { choiceAxis, numberAxis } from './space.js';

const registry = Registry.of(builtins);
const search = (type: string, space: Space, options = {}) =>
  registry.get('search', type).create(options as never, space, proposalRandom(7, 2 ** 31));
const mixed: readonly Parameter[] = [
  numberAxis('x'),
  choiceAxis('c', ['a', 'b', 'c']),
  choiceAxis('n', [1, 2, 4, 8]),
];
const spaceOf = (parameters: readonly Parameter[]) => new Space(parameters, [], [], {});
const pointOf = (answer: ReturnType<Search['propose']>): readonly number[] | undefined =>
  answer === undefined || answer === 'wait' ? undefined : 'point' in answer ? answer.point : answer;
const ask = (type: string, space: Space, index: number, history: readonly Evaluated[] = [], options = {}) =>
  pointOf(search(type, space, options).propose({ index, random: proposalRandom(7, index), history }));
const options: Record<string, object> = {
  tpe: { startupTrials: 10, gamma: 0.1, candidates: 24, multivariate: true },
  bayes: { startupTrials: 10, gamma: 0.1, candidates: 24, multivariate: true },
  'cma-es': { sigma: 0.3 },
  pbt: { population: 8, every: 10, generations: 100, quantile: 0.25, step: 0.1, resample: 0.25 },
};

/** A history of `n` points that ended, the loss being the distance of their numbers to 0.3. */
const historyOf = (space: Space, n: number): Evaluated[] =>
  Array.from({ length: n }, (_, i) => {
    const random = proposalRandom(3, i);
    const point = space.axes.map((axis) =>
      axis.levels === undefined ? random.uniform() : axis.unitOf(axis.levelOf(random.uniform())),
    );
    return {
      point,
      state: 'complete',
      sound: true,
      loss: point.reduce((sum, x) => sum + (x - 0.3) ** 2, 0),
      iteration: 10,
      ended: i,
    };
  });

describe.each(
  registry.list('search').map(({ address, component }): [string, SearchComponent] => [address, component]),
)('%s', (type, component) => {
  const numbers = [numberAxis('x'), choiceAxis('n', [1, 2, 4, 8])];
  const space = spaceOf(
    type === 'cma-es'
      ? numbers
      : type === 'grid'
        ? [choiceAxis('n', [1, 2, 4]), choiceAxis('c', ['a', 'b'])]
        : mixed,
  );

  test('proposes points inside the unit cube', () => {
    for (let index = 0; index < 200; index++) {
      const point = ask(type, space, index, historyOf(space, Math.min(index, 60)), options[type]);
      if (point === undefined) continue;
      expect(point).toHaveLength(space.axes.length);
      for (const unit of point) expect(unit >= 0 && unit < 1, `${unit} at ${index}`).toBe(true);
    }
  });

  test('gives the same point for the same index and history, whatever was asked before', () => {
    const history = component.usesHistory ? historyOf(space, 30) : [];
    const forwards = [0, 1, 2, 3, 4].map((index) => ask(type, space, index, history, options[type]));
    const one = search(type, space, options[type]);
    const backwards = [4, 3, 2, 1, 0].map((index) =>
      pointOf(one.propose({ index, random: proposalRandom(7, index), history })),
    );
    expect(backwards.toReversed()).toEqual(forwards);
  });

  test('says whether it uses history', () => {
    const without = ask(type, space, 3, [], options[type]);
    const learns =
      JSON.stringify(ask(type, space, 3, historyOf(space, 40), options[type])) !== JSON.stringify(without);
    expect(learns).toBe(component.usesHistory === true);
  });
});

test('the grid visits every combination once, the last parameter fastest', () => {
  const space = spaceOf([choiceAxis('n', [1, 2]), choiceAxis('c', ['a', 'b', 'c'])]);
  const visited = Array.from({ length: 8 }, (_, index) => ask('grid', space, index)).map(
    (point) => point && Object.values(space.assign(point).values).join(''),
  );
  expect(visited).toEqual(['1a', '1b', '1c', '2a', '2b', '2c', undefined, undefined]);
});

describe('sobol', () => {
  test('has the points of the published sequence', async () => {
    const { sobolWord } = await import('../../packages/plugins/dist/search/sobol.js');
    // scipy.stats.qmc.Sobol(6, scramble=False), which has the same direction numbers.
    const expected = [
      [0, 0, 0, 0, 0, 0],
      [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25, 0.25, 0.75, 0.75],
      [0.25, 0.75, 0.75, 0.75, 0.25, 0.25],
      [0.375, 0.375, 0.625, 0.875, 0.375, 0.125],
      [0.875, 0.875, 0.125, 0.375, 0.875, 0.625],
      [0.625, 0.125, 0.875, 0.625, 0.625, 0.875],
      [0.125, 0.625, 0.375, 0.125, 0.125, 0.375],
    ];
    for (const [index, point] of expected.entries())
      expect(point.map((_, d) => sobolWord(d, index) / 2 ** 32)).toEqual(point);
  });

  test('puts one of any first 2^k points into each of 2^k slices of every axis', () => {
    const space = spaceOf(Array.from({ length: 64 }, (_, d) => numberAxis(`x${d}`)));
    const points = Array.from({ length: 256 }, (_, index) => ask('sobol', space, index)!);
    for (let d = 0; d < 64; d++)
      expect(new Set(points.map((point) => Math.floor(point[d]! * 256))).size, `axis ${d}`).toBe(256);
  });

  test('leaves a smaller discrepancy than chance', () => {
    const space = spaceOf([numberAxis('x'), numberAxis('y'), numberAxis('z')]);
    const points = (type: string) => Array.from({ length: 128 }, (_, index) => ask(type, space, index)!);
    expect(discrepancy(points('sobol'))).toBeLessThan(0.5 * discrepancy(points('random')));
  });
});

/** Warnock's formula for the L2 star discrepancy. */
function discrepancy(points: readonly (readonly number[])[]): number {
  const [n, d] = [points.length, points[0]!.length];
  const product = (values: readonly number[]) => values.reduce((a, b) => a * b, 1);
  const single = points.reduce((sum, x) => sum + product(x.map((u) => (1 - u * u) / 2)), 0);
  const pairs = points.reduce(
    (sum, x) =>
      sum + points.reduce((inner, y) => inner + product(x.map((u, k) => 1 - Math.max(u, y[k]!))), 0),
    0,
  );
  return Math.sqrt(3 ** -d - (2 / n) * single + pairs / n ** 2);
}

test('cma-es refuses choices, which have no near and far', () => {
  expect(() => search('cma-es', spaceOf(mixed), options['cma-es'])).toThrow('c is a choice');
});

describe('asha', () => {
  const judge = (iteration: number, loss: number, others: readonly (readonly [number, number])[][]) => {
    const request: PruneRequest = {
      trial: { trial: 9, state: 'running', reports: [{ iteration, loss }] },
      others: others.map((reports, trial) => ({
        trial,
        state: 'running',
        reports: reports.map(([at, value]) => ({ iteration: at, loss: value })),
      })),
    };
    return registry
      .get('pruner', 'asha')
      .create({ minIterations: 10, eta: 3, earlyStoppingRate: 0 } as never)
      .judge(request);
  };

  // By hand: minIterations 10, eta 3, so rungs lie at 10, 30, 90.
  test.each([
    ['says nothing before the first rung', 9, 5, [], undefined],
    ['lets the first to arrive go on', 10, 5, [], { verdict: 'continue', rung: 0, cutoff: 5 }],
    ['lets the better of two go on', 10, 5, [[[10, 6]]], { verdict: 'continue', rung: 0, cutoff: 5 }],
    ['stops the worse of two', 10, 7, [[[10, 6]]], { verdict: 'stop', rung: 0, cutoff: 6 }],
    [
      'keeps one of five',
      10,
      2,
      [[[10, 1]], [[10, 3]], [[10, 4]], [[10, 5]]],
      { verdict: 'stop', rung: 0, cutoff: 1 },
    ],
    [
      'keeps two of six',
      10,
      2,
      [[[10, 1]], [[10, 3]], [[10, 4]], [[10, 5]], [[10, 6]]],
      { verdict: 'continue', rung: 0, cutoff: 2 },
    ],
    [
      'compares at the rung, not with what came after',
      10,
      2,
      [
        [
          [10, 3],
          [30, 1],
        ],
      ],
      { verdict: 'continue', rung: 0, cutoff: 2 },
    ],
    [
      'leaves out those that have not arrived',
      30,
      9,
      [
        [[10, 3]],
        [
          [10, 1],
          [30, 8],
        ],
      ],
      { verdict: 'stop', rung: 0, cutoff: 1 },
    ],
    ['stops what is not finite', 10, Infinity, [], { verdict: 'stop', rung: 0 }],
  ] as const)('%s', (_, iteration, loss, others, decision) => {
    const found = judge(iteration, loss, others as never);
    if (decision === undefined) expect(found).toBeUndefined();
    else expect(found).toMatchObject(decision);
  });

  test('compares the best up to the rung, of itself and of the others', () => {
    const pruner = registry
      .get('pruner', 'asha')
      .create({ minIterations: 10, eta: 2, earlyStoppingRate: 0 } as never);
    const curve = (...losses: readonly number[]) =>
      losses.map((loss, i) => ({ iteration: 5 * (i + 1), loss }));
    const decision = pruner.judge({
      trial: { trial: 1, state: 'running', reports: curve(2, 9) },
      others: [{ trial: 0, state: 'complete', reports: curve(3, 4, 1) }],
    });
    expect(decision).toMatchObject({
      verdict: 'continue',
      loss: 2,
      cutoff: 2,
      competitors: [{ trial: 0, loss: 3 }],
    });
  });

  test('judges a rung once, at the first report that reaches it', () => {
    const pruner = registry
      .get('pruner', 'asha')
      .create({ minIterations: 10, eta: 3, earlyStoppingRate: 0 } as never);
    const verdicts = [8, 12, 16, 28, 32].map(
      (_, i, all) =>
        pruner.judge({
          trial: {
            trial: 0,
            state: 'running',
            reports: all.slice(0, i + 1).map((iteration) => ({ iteration, loss: 1 })),
          },
          others: [],
        })?.rung,
    );
    expect(verdicts).toEqual([undefined, 0, undefined, undefined, 1]);
  });
});

describe.each([
  ['asha', { minIterations: 10, eta: 2, earlyStoppingRate: 0 }],
  ['hyperband', { min_iter: 1, eta: 2, strict: true }],
  ['hyperband', { min_iter: 1, eta: 2, strict: false }],
  ['median', { startupTrials: 1, warmupIterations: 0 }],
])('the pruner %s with %j', (type, options) => {
  const odd = [Number.NaN, Infinity, -Infinity];
  const curve = (loss: number) => [5, 10].map((iteration) => ({ iteration, loss }));
  const judge = (own: number, others: readonly number[]) =>
    registry
      .get('pruner', type)
      .create(options as never)
      .judge({
        trial: { trial: 99, state: 'running', reports: curve(own) },
        others: others.map((loss, trial) => ({ trial, state: 'complete' as const, reports: curve(loss) })),
      });

  test.each(odd)('gives up a trial whose loss is %s, even where nobody is better', (loss) => {
    expect(judge(loss, [])?.verdict ?? 'stop').toBe('stop');
    expect(judge(loss, odd)?.verdict).toBe('stop');
    expect(judge(loss, [3, 4])?.verdict).toBe('stop');
  });

  test('lets a finite trial go on, however many beside it are not finite, in whatever order', () => {
    for (const others of [odd, [...odd, ...odd], [...odd].reverse(), [7, ...odd], [...odd, 7]])
      expect(judge(5, others)?.verdict).toBe('continue');
  });
});

describe("hyperband, with W&B's numbers", () => {
  const reports = (losses: readonly number[]) =>
    losses.map((loss, i) => ({ iteration: 100 * (i + 1), loss }));
  const judge = (options: object, own: readonly number[], others: readonly (readonly number[])[]) =>
    registry
      .get('pruner', 'hyperband')
      .create(ownOptions('pruner', { type: 'hyperband', eta: 3, strict: false, ...options }) as never)
      .judge({
        trial: { trial: 9, state: 'running', reports: reports(own) },
        others: others.map((losses, trial) => ({ trial, state: 'running', reports: reports(losses) })),
      });

  // The example in the documentation of wandb/sweeps: max_iter 5, eta 2, s 2 gives brackets 1 and 2; thresholds 8 and 7.
  const five = [
    [10, 9],
    [10, 8, 8],
    [10, 7, 7],
    [10, 6, 6],
  ];
  test.each([
    [[10, 10], 'stop', 0, 8],
    [[10, 8], 'continue', 0, 8],
    [[10, 8, 8], 'stop', 1, 7],
    [[10, 7, 7], 'continue', 1, 7],
  ])('%j of five runs: %s at bracket %i', (own, verdict, rung, cutoff) => {
    const others = rung === 0 ? five : [[10, 10], ...five.slice(2)];
    expect(judge({ max_iter: 5, s: 2, eta: 2 }, own, others)).toMatchObject({
      verdict,
      rung,
      cutoff,
      unit: 'measurements',
    });
  });

  test('strict compares what was measured at the bracket, otherwise the best so far counts', () => {
    const others = [
      [9, 2],
      [9, 4],
      [9, 9],
    ];
    expect(judge({ min_iter: 1 }, [1, 8], others)).toMatchObject({ verdict: 'continue', loss: 1 });
    expect(judge({ min_iter: 1, strict: true }, [1, 8], others)).toMatchObject({ verdict: 'stop', loss: 8 });
  });
});

test('median gives up what is worse than half of the ended trials', () => {
  const pruner = registry.get('pruner', 'median').create({ startupTrials: 3, warmupIterations: 10 } as never);
  const ended = [1, 2, 3].map((loss, trial) => ({
    trial,
    state: 'complete' as const,
    reports: [{ iteration: 10, loss }],
  }));
  const judge = (iteration: number, loss: number, others = ended) =>
    pruner.judge({ trial: { trial: 9, state: 'running', reports: [{ iteration, loss }] }, others })?.verdict;
  expect([judge(9, 9), judge(10, 2), judge(10, 2.5), judge(10, 9, ended.slice(1))]).toEqual([
    undefined,
    'continue',
    'stop',
    undefined,
  ]);
});

test('methods that learn beat random search after 60 trials, on each of two functions', async () => {
  const { searchOnce } = await import(new URL('../../bench/sweep-search/minimize.mjs', import.meta.url).href);
  const best = (name: string, method: string): number[] =>
    Array.from({ length: 8 }, (_, seed) => searchOnce(name, method, 60, seed));
  for (const [name, method] of [
    ['sphere', 'tpe'],
    ['mixed', 'tpe'],
    ['sphere', 'cma-es'],
  ] as const) {
    const chance = best(name, 'random');
    const wins = best(name, method).filter((loss, seed) => loss < chance[seed]!).length;
    expect(wins, `${method} on ${name}`).toBeGreaterThanOrEqual(7);
  }
});
