import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import {
  defineConditioning,
  defineLoss,
  defineRegularizer,
  type Lowered,
  type StepView,
  type Term,
} from '../../plugin/index.js';
import { initialise, stateVariables } from '../state/state.js';
import { planError, type Ran, resume, run, tinySpec, withPlan } from '../testing/experiment.fixture.js';
import { fixtureRegistry } from '../testing/plugin.fixture.js';

/** An experiment with one more term, as a regularizer. */
const withTerm = (term: Term) => ({
  registry: fixtureRegistry(
    defineRegularizer({
      type: 'tried',
      description: 'A term under test.',
      examples: [{ type: 'tried' }],
      create: () => term,
    }),
  ),
  spec: tinySpec({ regularizers: [{ type: 'tried', every: 1 }] }),
});

/** Runs for ten iterations and gives what `look` saw of each view, and the run. */
async function seen<T>(role: 'generator' | 'discriminator', term: Term, look: (step: StepView) => T) {
  const views: T[] = [];
  const { registry, spec } = withTerm({
    ...term,
    [role]: (step: StepView) => {
      views.push(look(step));
      return tf.scalar(0);
    },
  });
  return { views, ran: await run(spec, { registry }) };
}

const decaying: Term = {
  memory: { average: { shape: [], value: 0.5 } },
  stats: { discriminator: ['before'] },
  discriminator({ real, answer, memory }): Lowered {
    const average = memory.average as tf.Scalar;
    const next = tf.add<tf.Scalar>(tf.mul(average, 0.9), tf.mul(tf.mean(answer(real).score), 0.1));
    return {
      loss: tf.mul(tf.square(tf.sub(tf.mean(answer(real).score), average)), 0.1),
      stats: { before: average },
      memory: { average: next },
    };
  },
};

describe('a view of a step', () => {
  it('passes the discriminator once, whoever asks, and gives each term the same answer', async () => {
    const { views } = await seen('discriminator', {}, ({ real, answer }) => [
      answer(real).score,
      answer(real).score,
    ]);
    for (const [one, again] of views) expect(one!.id).toBe(again!.id);
  });

  it('shows real examples in the generator step only to a term that says so', async () => {
    const { ran } = await seen('generator', {}, (step) => step.real);
    expect(ran.result).toMatchObject({
      status: 'failed',
      error: {
        code: 'GANX_PLUGIN_UNDECLARED',
        message:
          'The regularizer tried reads real examples in its hook "generator", but does not say so. Add \'real\' to its `reads`.',
      },
    });
    const declared = await seen('generator', { reads: ['real'] }, (step) => step.real.examples.shape);
    expect(declared.views[0]).toEqual([8, 2]);
  });

  it('has the latents that generated examples were made from', async () => {
    const { views } = await seen('discriminator', {}, ({ fake, generate }) => {
      const again = generate(fake.latents!).examples.dataSync();
      return [...fake.examples.dataSync()].every((value, i) => value === again[i]);
    });
    expect(views).toEqual(Array(10).fill(true));
  });

  it('names the weights of both networks with their kind', async () => {
    const { views } = await seen('generator', {}, ({ weights }) =>
      weights('discriminator').map(({ name, kind }) => `${kind} of ${name}`),
    );
    expect(views[0]).toEqual([
      'kernel of discriminator/00-dense/kernel',
      'bias of discriminator/00-dense/bias',
      'kernel of discriminator/02-dense/kernel',
      'bias of discriminator/02-dense/bias',
    ]);
  });

  it('gives features to a term that reads them', async () => {
    const { views } = await seen(
      'discriminator',
      { reads: ['features'] },
      ({ real, answer }) => answer(real).features.shape,
    );
    expect(views[0]).toEqual([8, 8]);
  });
});

describe('a term of the generator', () => {
  it('lowers what it says: one that pulls samples to 3 moves them there', async () => {
    const { registry, spec } = withTerm({
      generator: ({ fake }) => tf.mul<tf.Scalar>(tf.mean(tf.square(tf.sub(fake.examples, 3))), 10),
    });
    const { events } = await run({ ...spec, stop: { type: 'iterations', max: 150 } }, { registry });
    const penalties = events.flatMap((event) =>
      event.type === 'generator-step' ? [event.stats.penalty!] : [],
    );
    expect(penalties.at(-1)!).toBeLessThan(0.05 * penalties[0]!);
  });
});

describe('memory', () => {
  it('goes from step to step, is logged as a stat, and is in the checkpoint', async () => {
    const { registry, spec } = withTerm(decaying);
    const { events, read } = await run(spec, { registry });
    const before = events.flatMap((event) =>
      event.type === 'discriminator-step' ? [event.stats.terms!['tried/before']!] : [],
    );
    expect(before[0]).toBe(0.5);
    expect(new Set(before).size).toBe(10);
    expect(read('metrics.jsonl').toString()).toContain('"tried/before":0.5');
    await withPlan(
      spec,
      async ({ built }) => {
        initialise(built);
        const variable = stateVariables(built).get('memory/regularizers.0/average')!;
        expect(variable.dataSync()[0]).toBe(0.5);
      },
      registry,
    );
  });

  it('is what it was after a resume: the same bytes', async () => {
    const { registry, spec } = withTerm(decaying);
    const whole = await run(spec, { registry });
    const interruption = { requested: undefined as string | undefined };
    const half = await run(spec, {
      registry,
      interruption,
      onEvent: (event: Ran['events'][number]) => {
        if (event.type === 'iteration' && event.counters.iteration === 4) interruption.requested = 'SIGTERM';
      },
    });
    expect(half.result.counters.iteration).toBe(4);
    const { run: name, folder } = half.result as unknown as { run: string; folder: string };
    const gone = await resume({ run: name, folder }, spec, { registry });
    expect(gone.read('metrics.jsonl').equals(whole.read('metrics.jsonl'))).toBe(true);
  });

  it('of another shape, or not declared, is a fault of the term', async () => {
    for (const [memory, said] of [
      [{ average: tf.zeros([2]) }, 'gave its memory "average" the shape [2], but declares []'],
      [{ other: tf.scalar(0) }, 'gave memory "other", which it does not declare; it declares "average"'],
    ] as const) {
      const { registry, spec } = withTerm({
        memory: { average: { shape: [], value: 0 } },
        discriminator: () => ({ loss: tf.scalar(0), memory }),
      });
      const error = await run(spec, { registry }).then(({ result }) => result);
      expect(error).toMatchObject({ error: { code: 'GANX_PLUGIN_MEMORY' } });
      expect(JSON.stringify(error)).toContain(JSON.stringify(said).slice(1, -1));
    }
  });
});

describe('stats', () => {
  it('that are not those announced are a fault of the term', async () => {
    const { registry, spec } = withTerm({
      stats: { discriminator: ['one'] },
      discriminator: () => ({ loss: tf.scalar(0), stats: { two: tf.scalar(1) } }),
    });
    const { result } = await run(spec, { registry });
    expect(result).toMatchObject({
      error: {
        code: 'GANX_PLUGIN_STATS',
        message: expect.stringContaining(
          'gave the stats "two" in its hook "discriminator", but announces "one"',
        ),
      },
    });
  });
});

/** Names the class from features; the discriminator is told none. */
const classifier = defineConditioning({
  type: 'named',
  description: 'A head that names the class.',
  examples: [{ type: 'named' }],
  create: () => ({
    conditional: true,
    reads: ['generator'],
    input: (x, { labels }) => tfl.layers.concatenate().apply([x, labels!.input]) as tfl.SymbolicTensor,
    term: {
      heads: {
        classes: (features, { classes }) =>
          tfl.layers.dense({ units: classes! }).apply(features) as tfl.SymbolicTensor,
      },
      reads: ['labels'],
      stats: { discriminator: ['error'] },
      discriminator(step) {
        const given = step.answer(step.real).head('classes');
        const error = tf.mean<tf.Scalar>(tf.square(tf.sub(given, step.real.labels!)));
        return { loss: error, stats: { error } };
      },
      generator: (step) =>
        tf.mean<tf.Scalar>(tf.square(tf.sub(step.answer(step.fake).head('classes'), step.fake.labels!))),
    },
  }),
});

describe('a head', () => {
  const registry = fixtureRegistry(classifier);
  const spec = tinySpec({ conditioning: { type: 'named' }, stop: { type: 'iterations', max: 80 } });

  it('has weights of the discriminator, which train', async () => {
    await withPlan(
      spec,
      async ({ built }) => {
        const names = built.discriminator.network.weights.map(({ name }) => name);
        expect(names.slice(-2)).toEqual([
          'discriminator/heads/conditioning/classes/dense/kernel',
          'discriminator/heads/conditioning/classes/dense/bias',
        ]);
        expect(built.discriminator.network.conditional).toBe(false);
      },
      registry,
    );
    const { events } = await run(spec, { registry });
    const errors = events.flatMap((event) =>
      event.type === 'discriminator-step' ? [event.stats.terms!['named/error']!] : [],
    );
    expect(errors.at(-1)!).toBeLessThan(0.5 * errors[0]!);
  });
});

/** Answers with an example; how near it comes is the score. */
const rebuilding = defineLoss({
  type: 'rebuilding',
  description: 'An autoencoder as discriminator.',
  examples: [{ type: 'rebuilding' }],
  create: () => ({
    opinion: (score) => score,
    threshold: 0,
    scoreOf: (answer, examples) => tf.neg(tf.mean(tf.abs(tf.sub(answer, examples)), 1, true)),
    term: {
      discriminator: ({ real, fake, answer }) =>
        tf.sub<tf.Scalar>(tf.mul(tf.mean(answer(fake).score), 0.1), tf.mean(answer(real).score)),
      generator: ({ fake, answer }) => tf.neg<tf.Scalar>(tf.mean(answer(fake).score)),
    },
  }),
});

describe('a discriminator that answers with an example', () => {
  const registry = fixtureRegistry(rebuilding);

  it('must end in the shape of an example', async () => {
    expect(await planError(tinySpec({ loss: { type: 'rebuilding' } }), registry)).toMatchObject({
      code: 'GANX_SPEC_SHAPE',
      message: expect.stringContaining(
        'The discriminator ends in [B,1]; with this loss it must answer with an example, [B,2].',
      ),
    });
  });

  it('learns to rebuild, and is asked for opinions of examples', async () => {
    const spec = tinySpec({
      loss: { type: 'rebuilding' },
      discriminator: { layers: [{ type: 'dense', units: 8 }, { type: 'relu' }, { type: 'dense', units: 2 }] },
      stop: { type: 'iterations', max: 100 },
    });
    const { events } = await run(spec, { registry });
    const opinions = events.flatMap((event) =>
      event.type === 'discriminator-step' ? [event.stats.opinionReal] : [],
    );
    expect(opinions.at(-1)!).toBeGreaterThan(opinions[0]! / 2);
    await withPlan(
      spec,
      async ({ built }) => {
        initialise(built);
        const scores = await built.score({ examples: { shape: [4, 2], data: new Float32Array(8).fill(1) } });
        expect(scores).toHaveLength(4);
      },
      registry,
    );
  });
});
