import { describe, expect, it } from 'vitest';
import { defineMetric, defineStoppingRule, type RunEvent } from '../../plugin/index.js';
import { type Ran, resume, run, tinySpec } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

/** What the metric does in its n-th evaluation, from 1, after it has drawn and counted. */
let within: (evaluation: number, signal: AbortSignal) => Promise<void> = async () => {};

/** Draws, and counts its evaluations: what an evaluation that was broken off must leave as it was. */
const counting = defineMetric({
  type: 'counting',
  description: 'Counts its evaluations.',
  examples: [{ type: 'counting', every: 5 }],
  measures: () => [{ name: 'counting/drawn', goal: 'maximize' }],
  create: () => {
    let count = 0;
    return {
      async evaluate({ random, sampler, seed, signal }) {
        count++;
        const drawn = new Float32Array(1);
        random.stream('drawn').uniform(drawn, 0, 1);
        const { values } = await sampler.sample({ count: 16, stream: 'samples' });
        await within(count, signal!);
        return [
          {
            name: 'counting/drawn',
            goal: 'maximize',
            value: drawn[0]! + count + values[0]!,
            provenance: { samples: 16, seed },
          },
        ];
      },
      save: () => ({ count }),
      load: (state) => {
        count = (state as { count: number }).count;
      },
    };
  },
});

/** Ends a run as the rule for time of the built-in ones does. */
const seconds = defineStoppingRule({
  type: 'seconds',
  description: 'Ends a run after a fifth of a second.',
  examples: [{ type: 'seconds' }],
  verdicts: ['budget'],
  create: () => ({
    budget: { counter: 'seconds', max: 0.2 },
    decide: (view) => (view.seconds >= 0.2 ? { type: 'budget', reason: 'time is up' } : undefined),
  }),
});

const registry = fixtureRegistry(counting, seconds);
const spec = (changes = {}) =>
  tinySpec({
    metrics: [{ type: 'counting', every: 5 }],
    stop: { type: 'iterations', max: 12 },
    checkpoint: { every: 4, keepLast: 10, keepBest: { monitor: 'counting/drawn', ties: 'later' } },
    logging: [{ type: 'lines', every: 5 }],
    ...changes,
  });

/** Waits until it is asked to end. */
const forever = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

/** A run that is asked to end within an evaluation, which then ends at once. */
async function cutIn(evaluation: number): Promise<Ran> {
  const ending = new AbortController();
  const interruption = { requested: undefined as string | undefined, signal: ending.signal };
  within = async (now, signal) => {
    if (now !== evaluation) return;
    interruption.requested = 'SIGTERM';
    ending.abort();
    await forever(signal);
  };
  const cut = await run(spec(), { registry, interruption });
  within = async () => {};
  return cut;
}

const bytesOf = ({ json, read, result }: Ran) => {
  const last = `checkpoints/${String(result.counters.iteration).padStart(8, '0')}`;
  const { components, streams } = json(`${last}/state.json`) as Record<string, unknown>;
  return [
    read('metrics.jsonl').toString(),
    read(`${last}/weights.safetensors`).toString('base64'),
    { components, streams },
  ];
};

describe('an evaluation that is broken off', () => {
  it.each([
    ['while the run trains', 2, 10],
    ['when the run has ended', 3, 12],
  ])('%s is made when the run is resumed, to the same bytes', async (_when, evaluation, iteration) => {
    const whole = await run(spec(), { registry });
    const cut = await cutIn(evaluation);
    expect(cut.result).toMatchObject({
      status: 'interrupted',
      verdict: { type: 'interrupted', reason: 'SIGTERM asked the run to end' },
      counters: { iteration },
    });
    expect(cut.events.filter(({ type }) => type === 'evaluation')).toHaveLength(evaluation - 1);
    const rest = await resume(cut.result, spec(), { registry });
    expect(rest.events[0]).toMatchObject({ type: 'run-start', resumedAt: iteration });
    expect(bytesOf(rest)).toEqual(bytesOf(whole));
    expect(rest.result).toMatchObject({
      status: 'finished',
      best: whole.result.best,
      metrics: whole.result.metrics,
    });
  });

  it('may be so any number of times', async () => {
    const whole = await run(spec(), { registry });
    let last = await cutIn(2);
    for (let again = 0; again < 2; again++) {
      const ending = new AbortController();
      const interruption = { requested: undefined as string | undefined, signal: ending.signal };
      within = async (_now, signal) => {
        interruption.requested = 'SIGINT';
        ending.abort();
        await forever(signal);
      };
      last = await resume(last.result, spec(), { registry, interruption });
      expect(last.result).toMatchObject({ status: 'interrupted', counters: { iteration: 10 } });
    }
    within = async () => {};
    expect(bytesOf(await resume(last.result, spec(), { registry }))).toEqual(bytesOf(whole));
  });

  it('because the time of the run is used up ends the run by its rule, and says what is missing', async () => {
    within = async (_now, signal) => forever(signal);
    const stop = { any: [{ type: 'iterations', max: 1000 }, { type: 'seconds' }] };
    const ended = await run(spec({ stop, logging: [] }), { registry });
    within = async () => {};
    expect(ended.result).toMatchObject({
      status: 'finished',
      verdict: { type: 'budget', rule: 'seconds', reason: 'time is up' },
      counters: { iteration: 5 },
      metrics: [],
      best: null,
    });
    const warnings = ended.events.filter(
      (event): event is RunEvent & { type: 'warning' } => event.type === 'warning',
    );
    expect(warnings.map(({ code }) => code)).toEqual(['GANX_METRIC_TIME']);
    expect(warnings[0]!.message).toContain(
      'The 0.2 s that the run may take were used up while its metrics were measured at iteration 5',
    );
  });
});
