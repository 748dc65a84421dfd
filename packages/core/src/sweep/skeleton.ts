import type { Json } from '../plugin/json.js';
import type { Schema } from '../spec/schema.js';

/** Keys of W&B's sweep files that mean something to its service and nothing here: taken, and noted. */
export const ignoredKeys: Readonly<Record<string, string>> = {
  program: 'ganx trains the experiment; there is no script',
  command: 'ganx starts its own trials',
  entity: 'results stay in the runs folder',
  project: 'results stay in the runs folder',
  apiVersion: 'there is one version',
  kind: 'every file here is a sweep',
  controller: 'the sweep runs where `ganx sweep start` does',
  job: 'ganx trains the experiment; there is no launch job',
  image_uri: 'ganx trains the experiment; there is no image',
};

const ignored = (key: string): Schema => ({
  description: `Of W&B; has no meaning here: ${ignoredKeys[key]}.`,
});

/** The closed frame of a sweep. What stands under `parameters:` has its own reader. */
export const sweepSkeleton = {
  type: 'object',
  additionalProperties: false,
  required: ['method', 'parameters'],
  properties: {
    name: {
      description: 'Name of the sweep; it stands in runs/<name>/. Left out: the name of the file.',
      type: 'string',
      minLength: 1,
      maxLength: 100,
    },
    description: { description: 'A note for people.', type: 'string' },
    experiment: {
      description:
        'The experiment that is changed, relative to this file; or --experiment on the command line.',
      type: 'string',
      minLength: 1,
    },
    method: { description: 'How the next trial is chosen.', 'x-ganx-component': 'search' },
    metric: {
      description: 'What a good trial is. Needed by methods that learn, by early_terminate and by `best`.',
      type: 'object',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: {
          description:
            'A value that a metric of the experiment measures, or a scalar that it logs (loss/generator).',
          type: 'string',
          minLength: 1,
        },
        goal: { description: 'Which way is better.', enum: ['minimize', 'maximize'], default: 'minimize' },
        target: {
          description: 'When a trial reaches this, no new ones are started.',
          type: 'number',
        },
        take: {
          description: 'Which measurement of a trial counts: its best one (as in W&B), or its last.',
          enum: ['best', 'last'],
          default: 'best',
        },
        impute: {
          description: 'Of W&B. A trial without a value counts as the worst here.',
          enum: ['latest', 'best', 'worst'],
        },
        impute_while_running: {
          description: 'Of W&B. A running trial counts as the worst for methods that learn.',
          type: ['string', 'boolean'],
        },
      },
    },
    parameters: {
      description:
        'What to change, by path in the experiment: optimizers.generator.learningRate. Each has a value, values, min and max, a distribution, further parameters, or types.',
      type: 'object',
      minProperties: 1,
      'x-ganx-expected': 'a map with at least one parameter',
    },
    zip: {
      description:
        'Lists of parameters with equally many values, which move together instead of being combined.',
      type: 'array',
      items: {
        description: 'Paths of parameters.',
        type: 'array',
        items: { type: 'string' },
        minItems: 2,
        uniqueItems: true,
      },
      default: [],
    },
    constraints: {
      description:
        'Conditions that every trial must meet, such as "generator.baseFilters <= 2 * discriminator.baseFilters".',
      type: 'array',
      items: {
        description: 'An expression over parameters and values of the experiment.',
        type: 'string',
        minLength: 1,
      },
      default: [],
    },
    early_terminate: {
      description: 'When a trial is given up. Left out: never.',
      'x-ganx-component': 'pruner',
    },
    run_cap: {
      description:
        'How many trials there are in all, repeats included. Left out: a grid has an end, other methods go on until they are stopped.',
      type: 'integer',
      minimum: 1,
      maximum: 1_000_000,
    },
    seeds: {
      description:
        "How often each trial is repeated, with the experiment's seed and the ones after it. Repeats count as one trial for the search, by their median.",
      type: 'integer',
      minimum: 1,
      maximum: 1000,
      default: 1,
    },
    seed: {
      description: 'Seed of the search.',
      type: 'integer',
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      default: 0,
    },
    launcher: {
      description: 'Where trials run.',
      'x-ganx-component': 'launcher',
      default: { type: 'local' },
    },
    parallel: {
      description: 'How many trials run at once.',
      type: 'integer',
      minimum: 1,
      maximum: 10_000,
      default: 1,
    },
    retries: {
      description: 'How often a trial whose process died is taken up again, from its own last checkpoint.',
      type: 'integer',
      minimum: 0,
      maximum: 100,
      default: 2,
    },
    onTrialError: {
      description: 'Whether a trial that fails ends the sweep.',
      enum: ['continue', 'stop'],
      default: 'continue',
    },
    maxFailureRate: {
      description: 'The sweep stops when more than this share of its finished trials failed (from four on).',
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
    },
    stallMinutes: {
      description:
        'A trial whose folder has not changed for so long is ended and taken up again. Left out: 60.',
      type: 'number',
      exclusiveMinimum: 0,
      default: 60,
    },
    ...Object.fromEntries(Object.keys(ignoredKeys).map((key) => [key, ignored(key)])),
  },
} as const satisfies Schema;

export interface ComponentOptions {
  readonly type: string;
  readonly [option: string]: Json;
}

/** A sweep after validation and defaults, without its parameters. */
export interface SweepSpec {
  readonly name: string;
  readonly description?: string;
  readonly experiment?: string;
  readonly method: ComponentOptions;
  readonly metric?: {
    readonly name: string;
    readonly goal: 'minimize' | 'maximize';
    readonly target?: number;
    readonly take: 'best' | 'last';
  };
  readonly zip: readonly (readonly string[])[];
  readonly constraints: readonly string[];
  readonly early_terminate?: ComponentOptions;
  readonly run_cap?: number;
  readonly seeds: number;
  readonly seed: number;
  readonly launcher: ComponentOptions;
  readonly parallel: number;
  readonly retries: number;
  readonly onTrialError: 'continue' | 'stop';
  readonly maxFailureRate: number;
  readonly stallMinutes: number;
}
