import { countTrials, keyOf, propose } from '@ganx/core/sweep';
import { describe, expect, test } from 'vitest';
import { load, problemsOf } from './load.js';

const metric = 'metric: { name: mode-coverage/modes, goal: maximize }\n';
const rate = (parameter: string, method = 'random') =>
  `method: ${method}\n${metric}parameters:\n  optimizers.generator.learningRate: ${parameter}\n`;

describe('a value that no trial can have is refused before anything starts', () => {
  test.each([
    [
      '{ values: [0.1, .inf] }',
      'parameters.optimizers.generator.learningRate.values.1',
      'Infinity is no finite',
    ],
    ['{ value: .nan }', 'parameters.optimizers.generator.learningRate.value', 'NaN is no finite number'],
    [
      '{ values: [-.inf] }',
      'parameters.optimizers.generator.learningRate.values.0',
      '-Infinity is no finite',
    ],
    ['{ distribution: log_uniform, min: 0.0001, max: 1000. }', '', 'Infinity is no finite number'],
    ['{ distribution: log_normal, mu: 700, sigma: 10 }', '', 'Infinity is no finite number'],
    ['{ distribution: inv_log_uniform, min: -1000, max: 1. }', '', 'Infinity is no finite number'],
    ['{ distribution: q_uniform, min: 0, max: 1, q: 1e-300 }', '', 'more steps than can be counted'],
    ['{ min: 0, max: 9007199254740994 }', '', 'whole numbers (of at most 2^53)'],
    ['{ values: [1e400] }', '', 'must be a number'],
    ['{ min: 0.5, max: 1e400 }', '', 'must be a number, but is the text "1e400"'],
  ])('%s', async (parameter, path, says) => {
    const [problem, ...others] = await problemsOf(rate(parameter));
    expect(others).toEqual([]);
    expect(problem!.message).toContain(says);
    if (path !== '') expect(problem!.path).toBe(path);
    expect(problem!.line).toBe(4);
  });

  test('a seed that would become its neighbour', async () => {
    const problems = await problemsOf(
      'method: grid\nparameters:\n  seed: { values: [1, 9007199254740993] }\n',
    );
    expect(problems.map(({ message }) => message).join()).toContain('the text "9007199254740993"');
  });

  test('an infinite target', async () => {
    const text = rate('{ values: [0.1] }').replace('maximize }', 'maximize, target: .inf }');
    expect((await problemsOf(text)).map(({ path }) => path)).toEqual(['metric.target']);
  });
});

test('one place in two spellings is one parameter', async () => {
  const parameters = `parameters:
  metrics[0].samples: { values: [32, 64] }
  "metrics.0.samples": { values: [16, 8] }
`;
  const [problem] = await problemsOf(`method: grid\n${parameters}`);
  expect(problem).toMatchObject({ code: 'GANX_SPEC_SEMANTIC', line: 4 });
  expect(problem!.message).toBe(
    '"metrics.0.samples" and "metrics[0].samples" (line 3) set the same part of the experiment. Delete one of them.',
  );
  const alone = await load(`method: grid
parameters:
  metrics[0].samples: { values: [32, 64] }
  latent.size: { values: [1, 2] }
zip: [[metrics.0.samples, latent.size]]
`);
  expect(alone.space.parameters.map(({ path }) => path)).toEqual(['metrics.0.samples', 'latent.size']);
  expect(countTrials(alone)).toBe(2);
});

describe('constraints that leave nothing', () => {
  const large = (constraint: string, method = 'grid') => `method: ${method}
${metric}constraints: ["${constraint}"]
parameters:
  data.batchSize: { min: 1, max: 1000 }
  latent.size: { min: 1, max: 1000 }
  seed: { min: 0, max: 1000 }
`;

  test.each([
    ['grid', 'data.batchSize > 2 * 1000', /No combination of the parameters meets/],
    [
      'grid',
      'seed > 2000',
      /200000 combinations in a row break a constraint, the last of them "seed > 2000"/,
    ],
    ['random', 'seed > 2000', /10000 proposals in a row break a constraint/],
    ['sobol', 'latent.size < 0', /10000 proposals in a row/],
    ['tpe', 'data.batchSize == latent.size + 5000', /10000 proposals in a row/],
    ['cma-es', '1 > 2', /10000 proposals in a row/],
  ])('by %s, as %s, are refused at once', async (method, constraint, says) => {
    const problems = await problemsOf(large(constraint, method));
    expect(problems).toMatchObject([{ code: 'GANX_SWEEP_CONSTRAINTS', line: 3, path: 'constraints.0' }]);
    expect(problems[0]!.message).toMatch(says);
  });

  test('are refused for a small grid too', async () => {
    const text = `method: grid\nconstraints: ["seed > 5", "seed < 3"]\nparameters: { seed: { min: 1, max: 9 } }\n`;
    expect(await problemsOf(text)).toMatchObject([
      { code: 'GANX_SWEEP_CONSTRAINTS', line: 2, path: 'constraints' },
    ]);
  });

  test('a constraint that is no condition is a mistake', async () => {
    expect(await problemsOf(large('2 * seed'))).toMatchObject([{ code: 'GANX_SWEEP_EXPRESSION', line: 3 }]);
  });

  test('a grid passes over all that an early axis rules out, and misses none', async () => {
    const sweep = await load(large('data.batchSize > 999'));
    const { search, space } = sweep;
    const first = propose({ search, space, seed: 0, from: 0, history: [], seen: new Set() });
    expect(first).toMatchObject({ index: 999 * 1000 * 1001, values: { 'data.batchSize': 1000, seed: 0 } });
    expect(countTrials(sweep)).toBeUndefined();
  });

  test.each(['a + b', 'b + a'])(
    'a grid with conditions and constraints visits what a plain loop does (%s)',
    async (order) => {
      const [a, b] = [
        '  latent.size: { min: 1, max: 6 }\n',
        '  loss.type: { values: [hinge, non-saturating] }\n',
      ];
      const sweep = await load(`method: grid
constraints: ["latent.size % 2 == 0 or seed == 3", "loss.type != 'hinge' or seed < 3"]
parameters:
${order === 'a + b' ? a + b : b + a}  ema.decay: { values: [0.5, 0.6], when: "loss.type == 'hinge'" }
  seed: { min: 1, max: 4, when: "latent.size > 2" }
  data.batchSize: { values: [16, 32], when: "latent.size == 6" }
`);
      const { search, space } = sweep;
      const all = new Set<string>();
      for (let index = 0; ; index++) {
        const point = search.propose({ index, random: undefined as never, history: [] });
        if (!Array.isArray(point)) break;
        const { values, refusedBy } = space.assign(point);
        if (!refusedBy) all.add(keyOf(values));
      }
      const seen = new Set<string>();
      for (let from = 0; ; ) {
        const next = propose({ search, space, seed: 0, from, history: [], seen });
        if (!next || next === 'wait') break;
        seen.add(keyOf(next.values));
        from = next.index + 1;
      }
      expect([...seen]).toEqual([...all]);
      expect(seen.size).toBeGreaterThan(20);
    },
  );
});

describe('a note is made', () => {
  const notes = async (text: string) => (await load(text)).notices.join('\n');

  test('where a finite space must give trials twice', async () => {
    const text = rate('{ values: [0.1, 0.2] }').replace('method', 'run_cap: 5\nmethod');
    expect(await notes(text)).toContain('The parameters have 2 combinations, and 5 trials are to be chosen');
    expect(await notes(rate('{ min: 0.1, max: 0.2 }').replace('method', 'run_cap: 5\nmethod'))).not.toContain(
      'combination',
    );
    expect(await notes(rate('{ values: [0.1, 0.2] }', 'grid'))).not.toContain('combination');
  });

  test.each([
    ['{ distribution: log_uniform, min: 1e-5, max: 1e-1 }', true],
    ['{ distribution: log_uniform, min: -9, max: -2 }', false],
    ['{ distribution: log_uniform_values, min: 1e-5, max: 1e-1 }', false],
  ])('where exponents look like values: %s is %s', async (parameter, noted) => {
    expect((await notes(rate(parameter))).includes('If 0.00001 and 0.1 are meant as values')).toBe(noted);
  });

  test('where null takes a key away', async () => {
    expect(await notes(rate('{ values: [null, 0.5] }', 'grid'))).toContain(
      'its default counts in those trials',
    );
  });
});

test('!!float 1 is a real number, as W&B writes it', async () => {
  const sweep = await load(
    'method: random\nrun_cap: 3\nparameters:\n  ema.decay: { min: !!float 0, max: !!float 1e-1 }\n',
  );
  expect(sweep.space.axes[0]!.levels).toBeUndefined();
});
