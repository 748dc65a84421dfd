import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Registry } from '@ganx/core/plugin';
import { countTrials, loadSweep } from '@ganx/core/sweep';
import { builtins } from '@ganx/plugins';
import { describe, expect, test } from 'vitest';
import { root, temporaryFolder } from '../cli/ganx.js';
import { load, problemsOf } from './load.js';

const metric = 'metric: { name: mode-coverage/modes, goal: maximize }\n';

describe('a sweep is refused with the line and column of what is wrong', () => {
  test.each([
    [
      'a method that does not exist',
      'method: randm\nparameters: { seed: { values: [1] } }\n',
      'GANX_SPEC_UNKNOWN_TYPE',
      1,
      9,
      'randm',
    ],
    [
      'an unknown key',
      'method: random\nparamters: { seed: { values: [1] } }\n',
      'GANX_SPEC_UNKNOWN_KEY',
      2,
      1,
      'paramters',
    ],
    [
      'a path that the experiment does not have',
      'method: random\nparameters:\n  lossy.type: { values: [hinge, wasserstein] }\n',
      'GANX_SWEEP_AXIS',
      3,
      3,
      'lossy',
    ],
    [
      'a value out of range',
      'method: random\nparameters:\n  data.batchSize: { values: [16, 0] }\n',
      'GANX_SWEEP_AXIS',
      3,
      3,
      'at least 1',
    ],
    [
      'an end of a range that the schema does not take',
      'method: random\nparameters:\n  optimizers.generator.beta1: { min: 0.5, max: 1.5 }\n',
      'GANX_SWEEP_AXIS',
      3,
      3,
      'below 1',
    ],
    [
      'a type that no plugin has',
      'method: random\nparameters:\n  loss: { types: { hinge: {}, hing: {} } }\n',
      'GANX_SWEEP_AXIS',
      3,
      11,
      'hing',
    ],
    [
      'an option that this type does not have',
      'method: random\nparameters:\n  balance: { types: { constant: { discriminatorStep: { values: [1, 2] } } } }\n',
      'GANX_SWEEP_AXIS',
      3,
      35,
      'discriminatorStep',
    ],
    [
      'a distribution that does not exist',
      'method: random\nparameters:\n  seed: { distribution: uniformly, min: 1, max: 2 }\n',
      'GANX_SPEC_VALUE',
      3,
      25,
      'uniformly',
    ],
    [
      'min above max',
      'method: random\nparameters:\n  seed: { min: 5, max: 2 }\n',
      'GANX_SPEC_VALUE',
      3,
      3,
      'below',
    ],
    [
      'a log scale from zero',
      'method: random\nparameters:\n  seed: { distribution: log_uniform_values, min: 0, max: 2 }\n',
      'GANX_SPEC_VALUE',
      3,
      3,
      'above 0',
    ],
    [
      'a key of another distribution',
      'method: random\nparameters:\n  seed: { min: 1, max: 2, sigma: 1 }\n',
      'GANX_SPEC_VALUE',
      3,
      34,
      'sigma',
    ],
    [
      'probabilities that do not add up',
      'method: random\nparameters:\n  seed: { values: [1, 2], probabilities: [0.5, 0.4] }\n',
      'GANX_SPEC_VALUE',
      3,
      27,
      '0.9',
    ],
    [
      'a grid over a continuous parameter',
      'method: grid\nparameters:\n  ema.decay: { min: 0.9, max: 0.99 }\n',
      'GANX_SPEC_SEMANTIC',
      3,
      3,
      'continuous',
    ],
    [
      'a metric that is not measured',
      'method: random\nmetric: { name: mode-coverage/mods }\nparameters:\n  seed: { values: [1, 2] }\n',
      'GANX_SPEC_SEMANTIC',
      2,
      17,
      'mods',
    ],
    [
      'a goal against the nature of the metric',
      'method: random\nmetric: { name: mode-coverage/modes, goal: minimize }\nparameters:\n  seed: { values: [1, 2] }\n',
      'GANX_SPEC_SEMANTIC',
      2,
      44,
      'larger',
    ],
    [
      'a method that learns without a metric',
      'method: bayes\nparameters:\n  seed: { values: [1, 2] }\n',
      'GANX_SPEC_MISSING_KEY',
      1,
      1,
      'metric',
    ],
    [
      'a condition that cannot be read',
      'method: random\nparameters:\n  seed: { values: [1, 2], when: "data.batchSize = 3" }\n',
      'GANX_SWEEP_EXPRESSION',
      3,
      49,
      '==',
    ],
    [
      'a condition on what is not there',
      'method: random\nparameters:\n  seed: { values: [1, 2], when: loss.type == hinge }\n',
      'GANX_SWEEP_EXPRESSION',
      3,
      46,
      "'hinge'",
    ],
    [
      'a condition that never holds',
      'method: random\nparameters:\n  seed: { values: [1, 2], when: data.batchSize > 99 }\n',
      'GANX_SWEEP_AXIS',
      3,
      33,
      'never',
    ],
    [
      'conditions that wait for each other',
      'method: random\nparameters:\n  seed: { values: [1, 2], when: latent.size > 1 }\n  latent.size: { values: [1, 2], when: seed > 1 }\n',
      'GANX_SWEEP_EXPRESSION',
      3,
      3,
      'wait for each other',
    ],
    [
      'zipped lists of different length',
      'method: grid\nzip: [[seed, latent.size]]\nparameters:\n  seed: { values: [1, 2] }\n  latent.size: { values: [1, 2, 3] }\n',
      'GANX_SPEC_SEMANTIC',
      2,
      14,
      'equally many',
    ],
    [
      'hyperband without brackets',
      `method: random\n${metric}early_terminate: { type: hyperband }\nparameters:\n  seed: { values: [1, 2] }\n`,
      'GANX_SPEC_SEMANTIC',
      3,
      26,
      'min_iter',
    ],
    [
      'run_cap that repeats do not fit into',
      'method: random\nrun_cap: 10\nseeds: 3\nparameters:\n  latent.size: { values: [1, 2] }\n',
      'GANX_SPEC_SEMANTIC',
      2,
      1,
      'multiple',
    ],
  ])('%s', async (_, sweep, code, line, column, says) => {
    const problems = await problemsOf(sweep);
    expect(problems.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code, line, column },
    ]);
    expect(problems[0]!.message).toContain(says);
  });

  test('all parameters that are wrong are told at once', async () => {
    const problems = await problemsOf(
      'method: random\nparameters:\n  latent.size: { values: [0] }\n  data.batchSize: { values: [-1] }\n  seed: { values: [1, 2] }\n',
    );
    expect(problems.map(({ path }) => path)).toEqual(['parameters.latent.size', 'parameters.data.batchSize']);
  });
});

describe('a space', () => {
  test('reads min and max as whole numbers only where both are written so', async () => {
    const { space } = await load(
      'method: random\nparameters:\n  seed: { min: 1, max: 3 }\n  ema.decay: { min: 0.0, max: 0.5 }\n',
    );
    expect(space.axes.map(({ levels }) => levels)).toEqual([3, undefined]);
  });

  test('gives a type its own options and leaves out those of other types', async () => {
    const { space } = await load(`method: grid
parameters:
  balance:
    types:
      constant: { discriminatorSteps: { values: [1, 5] } }
      warm-up: { discriminatorSteps: { values: [2, 3] } }
`);
    const values = [0, 1].map((i) => space.assign(space.axes.map((axis) => axis.unitOf(i))).values);
    expect(values).toEqual([
      { 'balance.type': 'constant', 'balance.discriminatorSteps': 1 },
      { 'balance.type': 'warm-up', 'balance.discriminatorSteps': 3 },
    ]);
  });

  test('switches parameters on by conditions on others and on the experiment', async () => {
    const { space } = await load(`method: random
parameters:
  loss.type: { values: [hinge, non-saturating] }
  ema.decay: { values: [0.9, 0.99], when: "loss.type == 'hinge' and data.batchSize == 16" }
`);
    expect(space.assign([0.2, 0.2])).toMatchObject({
      values: { 'loss.type': 'hinge', 'ema.decay': 0.9 },
      active: [true, true],
    });
    expect(space.assign([0.7, 0.2])).toMatchObject({
      values: { 'loss.type': 'non-saturating' },
      active: [true, false],
    });
  });

  test('moves zipped parameters together and checks constraints', async () => {
    const { space } = await load(`method: grid
zip: [[seed, latent.size]]
constraints: [seed + data.batchSize < 20]
parameters:
  seed: { values: [1, 2, 9] }
  latent.size: { values: [4, 5, 6] }
`);
    expect(space.axes).toHaveLength(1);
    expect([0, 1, 2].map((level) => space.assign([space.axes[0]!.unitOf(level)]))).toMatchObject([
      { values: { seed: 1, 'latent.size': 4 }, refusedBy: undefined },
      { values: { seed: 2, 'latent.size': 5 }, refusedBy: undefined },
      { values: { seed: 9, 'latent.size': 6 }, refusedBy: { text: 'seed + data.batchSize < 20' } },
    ]);
  });
});

test("keys that only W&B's service reads are taken, with a notice each", async () => {
  const { notices } = await load(
    'program: train.py\nproject: gans\ncommand: ["${env}", python, "${program}", "${args}"]\nmethod: random\nrun_cap: 2\nparameters:\n  seed: { values: [1, 2] }\n',
  );
  expect(notices.map((notice) => notice.split(' ')[0])).toEqual(['"program"', '"command"', '"project"']);
});

test('how many trials a sweep has is known before it starts, where it is settled', async () => {
  const counted = async (text: string) => countTrials(await load(text));
  const grid = `method: grid
constraints: ["latent.size != 2 or loss.type != 'hinge'"]
parameters:
  loss.type: { values: [hinge, non-saturating] }
  latent.size: { values: [1, 2] }
  ema.decay: { values: [0.9, 0.99], when: "loss.type == 'hinge'" }
`;
  expect(await counted(grid)).toBe(4);
  expect(await counted(`seeds: 3\n${grid}`)).toBe(12);
  expect(await counted(`run_cap: 3\n${grid}`)).toBe(3);
  const random = 'method: random\nparameters: { latent.size: { values: [1, 2] } }\n';
  expect(await counted(random)).toBeUndefined();
  expect(await counted(`run_cap: 7\n${random}`)).toBe(7);
});

test('an experiment that is not there is told at the line that names it', async () => {
  const folder = temporaryFolder();
  const file = join(folder, 'sweep.yaml');
  writeFileSync(file, 'method: grid\nexperiment: nowhere.yaml\nparameters: { seed: { values: [1] } }\n');
  const loaded = await loadSweep({ file, registry: () => Registry.of(builtins) });
  expect(loaded.valid === false && loaded.problems[0]).toMatchObject({
    code: 'GANX_SPEC_FILE',
    line: 2,
    column: 13,
    message: `There is no experiment ${join(folder, 'nowhere.yaml')}. The path is relative to the folder of this file.`,
  });
});

test.each(readdirSync(join(root, 'experiments/sweeps')))('experiments/sweeps/%s is right', async (name) => {
  const file = join(root, 'experiments/sweeps', name);
  const loaded = await loadSweep({ file, registry: () => Registry.of(builtins) });
  expect(loaded.valid || loaded.problems).toBe(true);
});
