import { describe, expect, test } from 'vitest';
import { load, problemsOf } from './load.js';

/** A sweep over two numbers of samples, each where its condition holds; a line for each parameter. */
const sweep = (first: string, second: string, more = '') => `method: grid
parameters:
  balance.discriminatorSteps: { values: [1, 2, 5] }
  metrics.0.samples: { values: [16, 32], when: '${first}' }
  metrics[0].samples: { values: [48, 80], when: '${second}' }
${more}`;

describe('two parameters for one place', () => {
  test('whose conditions can hold together are refused, with where they do', async () => {
    const [problem, ...more] = await problemsOf(
      sweep('balance.discriminatorSteps > 1', 'balance.discriminatorSteps < 5'),
    );
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      code: 'GANX_SPEC_SEMANTIC',
      line: 5,
      message:
        '"metrics.0.samples" and the "metrics.0.samples" in line 4 are switched on together, as with balance.discriminatorSteps = 2, and set the same part of the experiment. Give them conditions that exclude each other.',
    });
  });

  test('of which one has no condition are refused', async () => {
    const both = sweep('balance.discriminatorSteps > 1', 'true').replace(", when: 'true'", '');
    expect((await problemsOf(both)).map(({ line }) => line)).toEqual([5]);
  });

  test('whose conditions exclude each other are two parameters', async () => {
    const { space } = await load(sweep('balance.discriminatorSteps > 1', 'balance.discriminatorSteps == 1'));
    expect(space.axes).toHaveLength(3);
  });

  test('that a constraint keeps apart are two parameters', async () => {
    const apart = sweep(
      'balance.discriminatorSteps > 1',
      'balance.discriminatorSteps < 5',
      'constraints: ["balance.discriminatorSteps != 2"]\n',
    );
    expect(await problemsOf(apart)).toEqual([]);
  });
});

test('a part that would be replaced by what holds it is refused; the other way round it is set within', async () => {
  const parts = [
    "  generator.layers.1.slope: { values: [0.1, 0.2], when: 'seed == 1' }\n",
    '  generator.layers.1: { values: [{ type: leaky-relu }] }\n',
  ];
  const text = (order: readonly string[]) =>
    `method: grid\nparameters:\n  seed: { values: [1, 2] }\n${order.join('')}`;
  expect((await problemsOf(text(parts))).map(({ line, path }) => [line, path])).toEqual([
    [5, 'parameters.generator.layers.1'],
  ]);
  expect(await problemsOf(text(parts.toReversed()))).toEqual([]);
});
