import { type BalanceView, defineBalance } from '@ganx/core/plugin';

/** Everything that the next decision depends on, beside what the engine shows. */
type State = {
  /** Discriminator steps per iteration that the policy is at, not a whole number. */
  readonly k: number;
  /** What rounding down has left over so far, in [0, 1). */
  readonly owed: number;
  /** Counter of the discriminator step that was looked at last. */
  readonly seen: number;
  /** Whole steps of the iteration in progress, and why so many. */
  readonly steps: number;
  readonly why: string;
};

/**
 * Steers the discriminator to an accuracy by giving it more or fewer steps: an integral controller, as BEGAN steers its
 * losses.
 *
 *   k <- clip(k + gain (target - accuracy), fewest, most)     after every discriminator step that was not yet looked at
 *
 * k is not a whole number. What is left over from rounding it down is carried to the next iteration, so that k = 0.25 is one
 * discriminator step in every fourth iteration. Each iteration ends with one generator step.
 *
 * Params  0 < fewest <= most; gain > 0. A gain of 0.05 changes k by one in about 100 iterations that are off by 0.2.
 * State   k, what is owed, and the plan of the iteration: all of it is saved.
 * Source  the controller of Berthelot et al. 2017, arXiv:1703.10717, with steps in place of its weight.
 */
export const integral = defineBalance({
  type: 'integral',
  description: 'Steers the discriminator to an accuracy by giving it more or fewer steps.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      target: {
        description: 'Accuracy to steer to, between 0.5 (it knows nothing) and 1 (it knows all).',
        type: 'number',
        exclusiveMinimum: 0.5,
        exclusiveMaximum: 1,
        default: 0.75,
      },
      gain: {
        description: 'Change of the steps per iteration for an accuracy that is off by 1, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 0.05,
      },
      fewest: {
        description: 'Least steps per iteration, above 0; 0.1 is one step in ten iterations.',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.1,
      },
      most: { description: 'Most steps per iteration, at least 1.', type: 'number', minimum: 1, default: 5 },
    },
  },
  examples: [{ type: 'integral' }, { type: 'integral', target: 0.6, gain: 0.5, most: 10 }],
  readsAccuracy: true,
  create({ target, gain, fewest, most }) {
    let state: State = { k: 1, owed: 0, seen: 0, steps: 0, why: 'the discriminator has not been measured' };

    const planIteration = ({ counters, discriminator }: BalanceView): State => {
      let { k, why } = state;
      if (discriminator && counters.discriminatorSteps !== state.seen) {
        k = Math.min(most, Math.max(fewest, k + gain * (target - discriminator.accuracy)));
        why = `accuracy ${discriminator.accuracy.toFixed(2)}, wanted ${target}: ${k.toFixed(2)} steps per iteration`;
      }
      const due = state.owed + k;
      const steps = Math.floor(due);
      return { k, why, steps, owed: due - steps, seen: counters.discriminatorSteps };
    };

    return {
      next(view) {
        const { discriminatorSteps, generatorSteps } = view.turn;
        if (discriminatorSteps + generatorSteps === 0) state = planIteration(view);
        const phase = discriminatorSteps < state.steps ? 'discriminator' : 'generator';
        return { phase, endsIteration: phase === 'generator', reason: state.why };
      },
      save: () => state,
      load(saved: State) {
        state = saved;
      },
    };
  },
});
