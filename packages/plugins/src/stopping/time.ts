import { OptionsError } from '@ganx/core';
import { defineStoppingRule } from '@ganx/core/plugin';

/**
 * The run is over after so much training time: seconds >= max. Time between an interruption and its resumption does not
 * count. A run that this rule ends cannot be repeated to the same iteration.
 */
export const time = defineStoppingRule({
  type: 'time',
  description: 'Stops after an amount of training time; time between a stop and a resume does not count.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      maxMinutes: {
        description: 'Minutes to train, above 0. Give this or maxSeconds.',
        type: 'number',
        exclusiveMinimum: 0,
      },
      maxSeconds: {
        description: 'Seconds to train, above 0. Give this or maxMinutes.',
        type: 'number',
        exclusiveMinimum: 0,
      },
    },
  },
  examples: [
    { type: 'time', maxMinutes: 3 },
    { type: 'time', maxSeconds: 90 },
  ],
  verdicts: ['budget'],
  create({ maxMinutes, maxSeconds }) {
    if ((maxMinutes === undefined) === (maxSeconds === undefined)) {
      throw new OptionsError('maxMinutes', 'Give exactly one of maxMinutes and maxSeconds.');
    }
    const max = maxSeconds ?? maxMinutes! * 60;
    return {
      budget: { counter: 'seconds', max },
      decide: ({ seconds }) =>
        seconds >= max
          ? {
              type: 'budget',
              reason: `${seconds.toFixed(1)} s of training time have passed, ${max} s were allowed`,
            }
          : undefined,
    };
  },
});
