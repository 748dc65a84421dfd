import { OptionsError } from '@ganx/core';
import { defineStoppingRule, type Json, readSaved } from '@ganx/core/plugin';

interface State {
  readonly side: 'discriminator' | 'generator' | null;
  /** Discriminator steps in a row whose accuracy was out of bounds on that side. */
  readonly held: number;
  /** Counter of the latest discriminator step that was looked at. */
  readonly seen: number;
  readonly accuracy: number;
}

const count = { type: 'integer', minimum: 0, maximum: 2 ** 48 } as const;
const stateSchema = {
  type: 'object',
  required: ['side', 'held', 'seen', 'accuracy'],
  properties: {
    side: { enum: ['discriminator', 'generator', null] },
    held: count,
    seen: count,
    accuracy: { type: 'number', minimum: 0, maximum: 1 },
  },
} as const;

/**
 * One network has beaten the other: the discriminator's accuracy has been out of bounds for many checks in a row. A check
 * is an iteration in which the discriminator trained; its latest step is looked at.
 *
 *   accuracy > high for `checks` checks     the discriminator has beaten the generator
 *   accuracy < low  for `checks` checks     the generator has beaten the discriminator
 *
 * An accuracy near 0.5 is no failure: it is also what an equilibrium looks like. Scores of a critic (`wasserstein`) have no
 * zero of their own, so this rule does not suit them.
 *
 * Params  0 <= low < high <= 1; checks >= 1.
 * State   which side, for how many checks.
 */
export const overpowered = defineStoppingRule({
  type: 'overpowered',
  description:
    "Stops when one network has beaten the other: the discriminator's accuracy stays out of bounds.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      high: {
        description:
          'Above this accuracy, in [0, 1], the discriminator is too strong. 1 switches the bound off.',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.99,
      },
      low: {
        description: 'Below this accuracy, in [0, 1], the generator is too strong. 0 switches the bound off.',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.1,
      },
      checks: {
        description:
          'Iterations with a discriminator step, in a row, that must be out of bounds; at least 1.',
        type: 'integer',
        minimum: 1,
        default: 500,
      },
    },
  },
  examples: [{ type: 'overpowered' }, { type: 'overpowered', high: 0.98, low: 0.05, checks: 1000 }],
  readsAccuracy: true,
  verdicts: ['overpowered'],
  create({ high, low, checks }) {
    if (low >= high) throw new OptionsError('low', `low (${low}) must lie below high (${high}).`);
    let state: State = { side: null, held: 0, seen: 0, accuracy: 0.5 };
    return {
      decide({ counters: { discriminatorSteps }, discriminator }) {
        if (discriminator !== undefined && discriminatorSteps !== state.seen) {
          const { accuracy } = discriminator;
          const side = accuracy > high ? 'discriminator' : accuracy < low ? 'generator' : null;
          const held = side === null ? 0 : side === state.side ? state.held + 1 : 1;
          state = { side, held, seen: discriminatorSteps, accuracy };
        }
        if (state.side === null || state.held < checks) return undefined;
        const [winner, loser] =
          state.side === 'discriminator' ? ['discriminator', 'generator'] : ['generator', 'discriminator'];
        const bound = state.side === 'discriminator' ? `above ${percent(high)}` : `below ${percent(low)}`;
        return {
          type: 'overpowered',
          reason: `the ${winner} has beaten the ${loser}: the discriminator's accuracy was ${bound} in ${state.held} checks in a row, now it is ${percent(state.accuracy)}`,
        };
      },
      save: () => ({ ...state }),
      load(saved: Json) {
        state = readSaved<State>('stopping-rule overpowered', stateSchema, saved);
      },
    };
  },
});

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
