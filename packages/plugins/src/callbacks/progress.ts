import { type Counters, defineCallback } from '@ganx/core/plugin';

interface Mark {
  readonly counters: Counters;
  readonly milliseconds: number;
}

/**
 * Speed and time left as curves: `time/images-per-second` and `time/seconds-left`, beside the iterations per second that every run logs.
 *
 * The rate is the mean over the wall-clock time since the previous tick, evaluation and checkpoints included. Time left assumes that this rate
 * goes on; it is left out where no stopping rule counts to a known end, and where the rule itself counts seconds.
 * All tags are under `time/`, which by agreement depends on the machine: `jsonl` leaves them out, so that equal runs have equal files.
 */
export const progress = defineCallback({
  type: 'progress',
  description: 'Logs images per second and the seconds left.',
  examples: [{ type: 'progress' }, { type: 'progress', every: 100 }],
  create() {
    let mark: Mark | undefined;
    return {
      on: {
        'iteration-start': ({ counters }) => {
          mark ??= { counters, milliseconds: performance.now() };
        },
      },
      tick({ counters, budget, log }) {
        const now: Mark = { counters, milliseconds: performance.now() };
        const before = mark;
        mark = now;
        if (!before || counters.iteration === before.counters.iteration) return;
        const rate = (counter: keyof Counters): number =>
          (1000 * (counters[counter] - before.counters[counter])) / (now.milliseconds - before.milliseconds);
        log.scalars({
          'time/images-per-second': rate('images'),
          ...(budget && budget.counter !== 'seconds' && rate(budget.counter) > 0
            ? {
                'time/seconds-left':
                  Math.max(0, budget.max - counters[budget.counter]) / rate(budget.counter),
              }
            : {}),
        });
      },
    };
  },
});
