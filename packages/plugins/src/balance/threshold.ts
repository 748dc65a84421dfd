import { OptionsError } from '@ganx/core';
import { type BalanceView, defineBalance, type Json, readSaved } from '@ganx/core/plugin';
import { generatorStepsOption, nextInTurn } from './turn.js';

type Mode = 'train' | 'rest';

interface State {
  readonly mode: Mode;
  /** Smoothed accuracy; undefined before the first discriminator step. */
  readonly accuracy: number | null;
  /** `discriminatorSteps` of the step that `accuracy` includes last. */
  readonly seen: number;
  readonly restedIterations: number;
  /** The plan of the iteration in progress. */
  readonly steps: number;
  readonly why: string;
}

const count = { type: 'integer', minimum: 0, maximum: 2 ** 48 } as const;
const stateSchema = {
  type: 'object',
  required: ['mode', 'accuracy', 'seen', 'restedIterations', 'steps', 'why'],
  properties: {
    mode: { type: 'string', enum: ['train', 'rest'] },
    accuracy: { type: ['number', 'null'], minimum: 0, maximum: 1 },
    seen: count,
    restedIterations: count,
    steps: { type: 'integer', minimum: 0, maximum: 10_000 },
    why: { type: 'string', maxLength: 10_000 },
  },
} as const;

/**
 * Lets the discriminator's accuracy decide who trains, with hysteresis so that the policy does not flicker.
 *
 *   a = smoothing a + (1 - smoothing) accuracy of the latest discriminator step
 *   train -> rest     when a > high          resting: no discriminator steps
 *   rest  -> train    when a < low
 *   a < weak while training                  extraSteps more discriminator steps in this iteration
 *
 * A discriminator that rests cannot be measured by its own steps, so every `probeEvery`-th iteration of a rest makes one.
 *
 * Params  0 <= weak <= low <= high <= 1.
 * State   mode, smoothed accuracy, length of the rest, plan of the iteration; all of it is saved.
 */
export const threshold = defineBalance({
  type: 'threshold',
  description: 'The discriminator rests while its accuracy is too high and trains more while it is too low.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      high: {
        description: 'The discriminator rests once its accuracy is above this, in [0, 1].',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.9,
      },
      low: {
        description: 'A resting discriminator trains again once its accuracy is below this, in [0, high].',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.8,
      },
      weak: {
        description:
          'A training discriminator gets extraSteps more steps while its accuracy is below this, in [0, low]; 0 is never.',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0,
      },
      extraSteps: {
        description:
          'Additional discriminator steps per iteration while its accuracy is below weak, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
      probeEvery: {
        description:
          'In a rest, every n-th iteration makes one discriminator step to measure its accuracy, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 5,
      },
      smoothing: {
        description:
          'Share of the old accuracy that is kept at each measurement, in [0, 1); 0 looks at the latest step only.',
        type: 'number',
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
      },
      discriminatorSteps: {
        description: 'Discriminator steps per iteration while it trains, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 1,
      },
      generatorSteps: generatorStepsOption,
    },
  },
  examples: [
    { type: 'threshold' },
    { type: 'threshold', high: 0.85, low: 0.7, weak: 0.6, extraSteps: 2, smoothing: 0.5 },
  ],
  readsAccuracy: true,
  create(options) {
    const { high, low, weak, extraSteps, probeEvery, smoothing, discriminatorSteps, generatorSteps } =
      options;
    if (low > high) throw new OptionsError('low', `low (${low}) must not lie above high (${high}).`);
    if (weak > low) throw new OptionsError('weak', `weak (${weak}) must not lie above low (${low}).`);
    let state: State = {
      mode: 'train',
      accuracy: null,
      seen: 0,
      restedIterations: 0,
      steps: discriminatorSteps,
      why: '',
    };

    const measure = ({ discriminator, counters }: BalanceView): void => {
      if (discriminator === undefined || counters.discriminatorSteps === state.seen) return;
      const accuracy =
        state.accuracy === null
          ? discriminator.accuracy
          : smoothing * state.accuracy + (1 - smoothing) * discriminator.accuracy;
      state = { ...state, accuracy, seen: counters.discriminatorSteps };
    };

    const planIteration = (): State => {
      const { accuracy, mode } = state;
      if (accuracy === null) return { ...state, steps: discriminatorSteps, why: 'accuracy not yet measured' };
      const seen = `accuracy ${percent(accuracy)}`;
      if (mode === 'rest' && accuracy >= low) return rest(`${seen} is not below ${percent(low)}`);
      if (accuracy > high) return rest(`${seen} is above ${percent(high)}`);
      const training: State = { ...state, mode: 'train', restedIterations: 0 };
      if (accuracy < weak) {
        return {
          ...training,
          steps: discriminatorSteps + extraSteps,
          why: `${seen} is below ${percent(weak)}`,
        };
      }
      const border = mode === 'rest' ? `is below ${percent(low)} again` : `is not above ${percent(high)}`;
      return { ...training, steps: discriminatorSteps, why: `${seen} ${border}` };
    };

    const rest = (why: string): State => {
      const restedIterations = state.restedIterations + 1;
      const probes = restedIterations % probeEvery === 0;
      return {
        ...state,
        mode: 'rest',
        restedIterations,
        steps: probes ? 1 : 0,
        why: probes
          ? `a measuring step after ${restedIterations} iterations of rest`
          : `the discriminator rests, ${why}`,
      };
    };

    return {
      next(view) {
        measure(view);
        if (view.turn.discriminatorSteps === 0 && view.turn.generatorSteps === 0) state = planIteration();
        return nextInTurn(view.turn, state.steps, generatorSteps, state.why);
      },
      save: () => ({ ...state }),
      load(saved: Json) {
        state = readSaved<State>('balance threshold', stateSchema, saved);
      },
    };
  },
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
