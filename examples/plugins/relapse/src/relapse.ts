import { defineStoppingRule } from '@ganx/core/plugin';

type State = {
  readonly best: number | null;
  readonly bestIteration: number;
  /** Evaluations in a row that were much worse than the best, and the last of them. */
  readonly bad: number;
  readonly last: number | null;
};

/**
 * The run is over when a metric has become much worse than it was at its best and does not come back: GANs that were good
 * often collapse, and the days after that are lost.
 *
 *   much worse   value > factor best (to minimize), value < best / factor (to maximize), or not finite
 *   stop         `patience` evaluations in a row that are much worse
 *
 * Where `plateau` asks whether a run still gets better, this asks whether it is still good. It ends with the verdict
 * `collapsed` and exit code 6; the best checkpoint stays what it was.
 *
 * Params  factor > 1; patience >= 1. For metrics whose values are above 0.
 * State   the best value and its iteration, how many bad ones in a row: all of it is saved.
 */
export const relapse = defineStoppingRule({
  type: 'relapse',
  description: 'Stops when a metric has become much worse than its best and does not come back.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['monitor'],
    properties: {
      monitor: {
        description: 'Name of a metric value that the spec measures.',
        type: 'string',
        minLength: 1,
      },
      factor: {
        description: 'So many times as bad as the best is much worse, above 1.',
        type: 'number',
        exclusiveMinimum: 1,
        default: 3,
      },
      patience: {
        description: 'Evaluations in a row that must be much worse, at least 1.',
        type: 'integer',
        minimum: 1,
        default: 3,
      },
    },
  },
  examples: [
    { type: 'relapse', monitor: 'frechet-distance' },
    { type: 'relapse', monitor: 'frechet-distance', factor: 1.5, patience: 1 },
  ],
  // So that `ganx check` refuses a monitor that nothing measures.
  monitors: ({ monitor }) => [monitor],
  create({ monitor, factor, patience }) {
    let state: State = { best: null, bestIteration: 0, bad: 0, last: null };
    return {
      decide({ counters: { iteration }, evaluated }) {
        for (const { name, value, goal } of evaluated) {
          if (name !== monitor) continue;
          const { best } = state;
          const finite = Number.isFinite(value);
          const better = finite && (best === null || (goal === 'minimize' ? value < best : value > best));
          if (better) {
            state = { best: value, bestIteration: iteration, bad: 0, last: value };
            continue;
          }
          const relapsed =
            !finite ||
            (best !== null && (goal === 'minimize' ? value > factor * best : value < best / factor));
          state = { ...state, bad: relapsed ? state.bad + 1 : 0, last: finite ? value : null };
        }
        // Asked again at the next iteration it says the same: a decision holds until the rule changes its mind.
        if (state.bad < patience) return undefined;
        const best =
          state.best === null ? 'never finite' : `${shown(state.best)} at iteration ${state.bestIteration}`;
        const now = state.last === null ? 'not finite' : shown(state.last);
        return {
          type: 'collapsed',
          reason: `${monitor} was more than ${factor} times as bad as its best in ${state.bad} evaluations in a row: its best was ${best}, now it is ${now}`,
        };
      },
      save: () => state,
      load(saved: State) {
        state = saved;
      },
    };
  },
});

const shown = (value: number): string => String(Number(value.toPrecision(4)));
