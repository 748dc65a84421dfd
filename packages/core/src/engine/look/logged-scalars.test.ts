import { describe, expect, it } from 'vitest';
import { defineBalance } from '../../plugin/index.js';
import { type Ran, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

type Row = readonly [{ readonly iteration: number }, Readonly<Record<string, number>>];

const rows = (ran: Ran): Row[] =>
  ran
    .read('metrics.jsonl')
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
const at = (ran: Ran, tag: string) =>
  rows(ran).flatMap(([{ iteration }, values]) => (tag in values ? [iteration] : []));
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

describe('loss/penalty', () => {
  it('is logged at the iterations in which a penalty was due, and at no others', async () => {
    const ran = await run(
      tinySpec({
        regularizers: [
          { type: 'clip', every: 1, lazy: 'plain' },
          { type: 'r1', every: 3, lazy: 'plain' },
        ],
      }),
    );
    expect(at(ran, 'loss/penalty')).toEqual([1, 4, 7, 10]);
    expect(at(ran, 'loss/discriminator')).toEqual(upTo(10));
    const steps = ran.events.filter((event) => event.type === 'discriminator-step');
    expect(steps.map(({ stats }) => 'penalty' in stats)).toEqual(upTo(10).map((n) => n % 3 === 1));
    for (const [{ iteration }, values] of rows(ran)) {
      const { penalty } = steps[iteration - 1]!.stats;
      expect(values['loss/penalty']).toBe(penalty);
      if (penalty !== undefined) expect(penalty).toBeGreaterThan(0);
    }
  });

  it('is of any step of the iteration', async () => {
    const ran = await run(
      tinySpec({
        balance: { type: 'constant', k: 2 },
        regularizers: [{ type: 'r1', every: 4, lazy: 'plain' }],
      }),
    );
    expect(at(ran, 'loss/penalty')).toEqual([1, 3, 5, 7, 9]);
  });

  it('has a line of its own where the logger is never due when the penalty is', async () => {
    const ran = await run(
      tinySpec({
        regularizers: [{ type: 'r1', every: 4, lazy: 'plain' }],
        logging: [{ type: 'lines', every: 2 }],
        stop: { type: 'iterations', max: 13 },
      }),
    );
    expect(rows(ran).map(([{ iteration }, values]) => [iteration, 'loss/penalty' in values])).toEqual([
      [1, true],
      [2, false],
      [4, false],
      [5, true],
      [6, false],
      [8, false],
      [9, true],
      [10, false],
      [12, false],
      [13, true],
    ]);
    expect(Object.keys(rows(ran)[0]![1])).toEqual(['loss/penalty']);
  });

  it('is absent where nothing adds a penalty', async () => {
    expect(
      at(await run(tinySpec({ regularizers: [{ type: 'clip', every: 1, lazy: 'plain' }] })), 'loss/penalty'),
    ).toEqual([]);
  });

  it('is multiplied by `every` where the penalty is scaled, and so is its pull', async () => {
    const trained = (lazy: 'plain' | 'scaled') =>
      run(tinySpec({ regularizers: [{ type: 'r1', every: 4, lazy }], stop: { type: 'iterations', max: 2 } }));
    const [plain, scaled] = [await trained('plain'), await trained('scaled')];
    const [of, times4] = [plain, scaled].map((ran) => rows(ran)[0]![1]['loss/penalty']!);
    expect(times4).toBeCloseTo(4 * of!, 6);
    // The same first loss, another one after a step with another slope.
    const losses = (ran: Ran) => rows(ran).map(([, values]) => values['loss/discriminator']);
    expect(losses(scaled)[0]).toBe(losses(plain)[0]);
    expect(losses(scaled)[1]).not.toBe(losses(plain)[1]);
  });
});

it('a network that the balance policy left alone in an iteration has no numbers there', async () => {
  const alternating = defineBalance({
    type: 'alternating',
    description: 'One network per iteration.',
    examples: [{ type: 'alternating' }],
    create: () => ({
      next: ({ counters }) => ({
        phase: counters.iteration % 2 === 0 ? 'discriminator' : 'generator',
        endsIteration: true,
        reason: 'its turn',
      }),
    }),
  });
  const ran = await run(tinySpec({ balance: { type: 'alternating' } }), {
    registry: fixtureRegistry(alternating),
  });
  const [odd, even] = [1, 0].map((rest) => upTo(10).filter((iteration) => iteration % 2 === rest));
  for (const tag of ['loss/discriminator', 'opinion/real', 'opinion/accuracy', 'learning-rate/discriminator'])
    expect(at(ran, tag)).toEqual(odd);
  for (const tag of ['loss/generator', 'learning-rate/generator']) expect(at(ran, tag)).toEqual(even);
  const told = ran.events.filter((event) => event.type === 'iteration');
  expect(told.map((event) => ['discriminator' in event, 'generator' in event])).toEqual(
    upTo(10).map((iteration) => [iteration % 2 === 1, iteration % 2 === 0]),
  );
});
