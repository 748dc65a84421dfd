import { fencedMarkdown, plainMarkdown, shortNumber } from '@ganx/core';
import {
  type Counters,
  defineLogger,
  type Json,
  type RunEvent,
  readSaved,
  type VerdictType,
} from '@ganx/core/plugin';
import { type EventFileLength, EventWriter, type HParamStatus } from 'tensorboard-writer-ts';
import { stringify } from 'yaml';
import { PatientWrites } from './patient-writes.js';
import { hparamsGroup, hparamsOf } from './tensorboard-hparams.js';
import { ganLayout } from './tensorboard-layout.js';
import { ScalarCurves } from './tensorboard-scalars.js';

/** What a checkpoint keeps of this logger. */
interface Saved {
  readonly files: readonly EventFileLength[];
  /** Counters of the latest value that was written, or those that the run began with; null before its first iteration. */
  readonly counters: Counters | null;
  /** The balance that the text `balance` told last. */
  readonly balance: string;
  /** The best finite value of each metric so far. */
  readonly best: Readonly<Record<string, number>>;
}

const count = { type: 'integer', minimum: 0, maximum: 2 ** 48 } as const;
const stateSchema = {
  type: 'object',
  required: ['files', 'counters', 'balance', 'best'],
  properties: {
    files: {
      type: 'array',
      maxItems: 10_000,
      items: {
        type: 'object',
        required: ['file', 'bytes'],
        properties: { file: { type: 'string', maxLength: 1024 }, bytes: count },
      },
    },
    /** Null before the first iteration. */
    counters: {
      type: ['object', 'null'],
      required: ['iteration', 'discriminatorSteps', 'generatorSteps', 'images'],
      additionalProperties: count,
    },
    balance: { type: 'string', maxLength: 1024 },
    best: { type: 'object', additionalProperties: { type: 'number' } },
  },
} as const;

/** How the HParams page shows a verdict. A run that was interrupted may go on: its session has no end. */
const statusOf: { readonly [type in VerdictType]: HParamStatus | undefined } = {
  converged: 'success',
  budget: 'success',
  diverged: 'failure',
  collapsed: 'failure',
  overpowered: 'failure',
  failed: 'failure',
  interrupted: undefined,
};

/**
 * The run as TensorBoard shows it: an event file in the run's folder, with the iteration as step.
 *
 * Scalars    every tag that is logged; `balance/<network>-steps`, the steps per iteration since the previous point; each
 *            metric under its own name; `best/<metric>`, its best value so far, since the HParams page shows last values. Each has a
 *            description at its tag: how to read it, or what a metric's value depends on.
 * Others     images, histograms (without the values that are not finite), graphs of both networks, precision-recall curves and
 *            embeddings that callbacks log; the resolved spec, the verdict and what callbacks log as text.
 * HParams    the spec's choices; runs that differ in the seed alone are one group; the session ends with the run's verdict.
 * Layout     Custom Scalars opens on losses, opinions, balance and quality.
 * Balance    the text `balance` tells the steps per iteration and the policy's reason whenever they changed since the previous point.
 * Full disk  records stay in memory until a flush succeeds.
 * Resume     event files are cut back to their length at the checkpoint and a new one is opened, as TensorBoard needs it.
 * Errors     EventFileError of tensorboard-writer-ts.
 */
export const tensorboard = defineLogger({
  type: 'tensorboard',
  description:
    'Writes event files for TensorBoard: scalars, metrics, images, histograms, hyper-parameters, a layout for GANs, the spec and the verdict.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      flushSeconds: {
        description:
          'The longest that a value waits before it is in the file, for a TensorBoard that looks on.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 5,
      },
    },
  },
  examples: [{ type: 'tensorboard' }, { type: 'tensorboard', every: 50, flushSeconds: 30 }],
  open({ flushSeconds }, { folder, spec, resumed }) {
    const saved =
      resumed === undefined ? undefined : readSaved<Saved>('logger tensorboard', stateSchema, resumed);
    // A buffer without limit: what a full disk refuses must wait somewhere.
    const files = { logDir: folder, flushBytes: Infinity, flushSeconds: Infinity };
    const writer = saved
      ? EventWriter.resume({ ...files, truncate: saved.files, step: saved.counters?.iteration ?? 0 })
      : EventWriter.create(files);
    const writes = new PatientWrites(() => writer.flush(), flushSeconds);
    // A fork begins with its parent's counters: ratios are of what this run has counted.
    let latest = saved?.counters ?? undefined;
    let balance = saved?.balance ?? '';
    let reason = '';
    const curves = new ScalarCurves(writer, saved?.best ?? {});
    if (!saved) {
      writer.text('spec', fencedMarkdown('yaml', stringify(spec, { lineWidth: 0 })), 0);
      writer.hparams(hparamsOf(spec), { group: hparamsGroup(spec) });
      writer.customScalars(ganLayout(spec));
    }
    const tellBalance = (counters: Counters): void => {
      const steps = [...stepsPerIteration(latest, counters)].map(([, value]) => Number(value.toPrecision(3)));
      const told = steps.join(' : ');
      if (told === '' || told === balance) return;
      balance = told;
      const why = reason === '' ? '' : `\n\nThe latest decision: ${plainMarkdown(reason)}`;
      writer.text(
        'balance',
        `**${told}** steps of the discriminator and of the generator per iteration${why}`,
        counters.iteration,
      );
    };

    return {
      scalars(counters, values) {
        const { iteration } = counters;
        const known = new Set(Object.keys(values));
        const derived = [...stepsPerIteration(latest, counters)].filter(([tag]) => !known.has(tag));
        for (const [tag, value] of [...Object.entries(values), ...derived])
          curves.write(tag, value, iteration);
        tellBalance(counters);
        latest = counters;
        writes.now();
      },
      images({ iteration }, tag, { png, width, height, description }) {
        const told = description === undefined ? {} : { description };
        writer.image(tag, png, { width, height }, iteration, told);
        writes.now('at once');
      },
      histogram({ iteration }, tag, values) {
        writer.histogram(tag, values, iteration);
        writes.now();
      },
      text({ iteration }, tag, markdown) {
        writer.text(tag, markdown, iteration);
        writes.now();
      },
      graph(_counters, models) {
        writer.modelGraph(models as Record<string, object>, { feeds: { discriminator: 'generator' } });
        for (const [role, model] of Object.entries(models))
          writer.layerGraph(`graph/${role}`, model as object);
      },
      prCurve: ({ iteration }, tag, { scores, positive, description }) =>
        writer.prCurve(
          tag,
          { scores, labels: positive },
          iteration,
          description === undefined ? {} : { description },
        ),
      embedding(_counters, { name, vectors, dimensions, labels, sprite }) {
        const embedding = { name, vectors, dimensions, labels, ...(sprite && { sprite }) };
        writer.projector([embedding], { others: 'keep' });
      },
      event(event: RunEvent) {
        switch (event.type) {
          case 'iteration-start':
            latest ??= event.counters;
            return;
          case 'balance':
            reason = `${event.phase}, ${event.reason}`;
            break;
          case 'run-end': {
            const status = statusOf[event.verdict.type];
            if (status !== undefined) writer.hparamsEnd(status);
            break;
          }
          case 'evaluation':
            for (const value of event.values) curves.writeMetric(value, event.counters.iteration);
            break;
          case 'roll-back': {
            const { from, learningRateFactor, max, number, reason, to } = event.rollBack;
            writer.text(
              'roll-backs',
              `**${number} of at most ${max}**: from iteration ${from} back to ${to}, learning rates times ${shortNumber(learningRateFactor)} from here on, because ${plainMarkdown(reason)}`,
              to,
            );
            break;
          }
          case 'verdict':
            writer.text(
              'verdict',
              `**${event.verdict.type}** at iteration ${event.verdict.iteration}: ${plainMarkdown(event.verdict.reason)}`,
              event.verdict.iteration,
            );
            break;
          default:
        }
        writes.now();
      },
      get full() {
        return writes.full;
      },
      flush: () => writes.insist(),
      close() {
        writes.end();
        writer.close();
      },
      save: () =>
        ({
          files: writer.files(),
          counters: latest ?? null,
          balance,
          best: curves.best,
        }) as unknown as Json,
    };
  },
});

function* stepsPerIteration(before: Counters | undefined, now: Counters): Generator<[string, number]> {
  if (!before) return;
  const iterations = now.iteration - before.iteration;
  if (iterations <= 0) return;
  yield ['balance/discriminator-steps', (now.discriminatorSteps - before.discriminatorSteps) / iterations];
  yield ['balance/generator-steps', (now.generatorSteps - before.generatorSteps) / iterations];
}
