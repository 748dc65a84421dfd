import { defineCallback } from '@ganx/core/plugin';

type State = {
  /** The strongest advice so far. */
  readonly strongest: number;
  /** Ticks in a row with too little of it. */
  readonly weak: number;
};

/**
 * Watches the discriminator's advice, all that a generator ever learns from, and warns when little of it is left: the
 * generator then stands still, whatever the losses say.
 *
 *   strength = sqrt( mean over batch and pixels of (d loss_G / d pixel)^2 )
 *   left     = strength / the strongest so far
 *   alarm    when left < share at `patience` ticks in a row; again only after it was above in between
 *
 * Scalars  `advice-alarm/left`, from 0 to 1, at every tick.
 * Cost     a probe at every tick, about that of one iteration; other callbacks of that iteration share it.
 * State    the strongest advice and the count: a resumed run warns when it would have.
 */
export const adviceAlarm = defineCallback({
  type: 'advice-alarm',
  description: "Warns when little is left of the discriminator's advice to the generator.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      share: {
        description: 'Less than this share of the strongest advice is too little, between 0 and 1.',
        type: 'number',
        exclusiveMinimum: 0,
        exclusiveMaximum: 1,
        default: 0.05,
      },
      patience: {
        description: 'Ticks in a row with too little advice that raise the alarm, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 3,
      },
      stop: {
        description: 'Whether the alarm ends the run, too, as overpowered.',
        type: 'boolean',
        default: false,
      },
    },
  },
  examples: [{ type: 'advice-alarm' }, { type: 'advice-alarm', share: 0.5, patience: 1, every: 100 }],
  create({ share, patience, stop }) {
    let state: State = { strongest: 0, weak: 0 };
    return {
      async tick(context) {
        const { advice } = await context.probe();
        const strength = rootMeanSquare(advice);
        // Not a number, or infinite: `non-finite` is the rule for that.
        if (!Number.isFinite(strength)) return;
        const strongest = Math.max(state.strongest, strength);
        const left = strongest === 0 ? 0 : strength / strongest;
        const weak = left < share ? state.weak + 1 : 0;
        state = { strongest, weak };
        context.log.scalars({ 'advice-alarm/left': left });
        if (weak !== patience) return;
        const reason = `${(100 * left).toFixed(1)} % of the strongest advice is left, and less than ${100 * share} % was at ${weak} ticks in a row: the generator has little to learn from`;
        context.warn('WATCH_ADVICE_FADED', `advice-alarm: ${reason}.`);
        if (stop) context.stop('overpowered', reason);
      },
      save: () => state,
      load(saved: State) {
        state = saved;
      },
    };
  },
});

function rootMeanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}
