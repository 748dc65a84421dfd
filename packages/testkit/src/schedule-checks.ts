import type { Schedule, ScheduleComponent } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { drawsFromMathRandom, times } from './trial.js';

/** From the first step to the last of a long run, dense at first. */
const moments = [
  ...Array.from({ length: 200 }, (_, t) => t),
  ...Array.from({ length: 120 }, (_, i) => Math.round(200 * 1.15 ** i)),
];

/** What holds for every schedule, for each of its examples. */
export function scheduleChecks(component: ScheduleComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => ({ make: (): Schedule => component.create(options) })),
  );
  return [
    each('declaration', 'its range is two finite numbers in order', ({ make }) => {
      const [least, greatest] = make().range;
      if (!Number.isFinite(least) || !Number.isFinite(greatest) || least > greatest)
        throw new Finding(`Its range is [${least}, ${greatest}].`);
    }),
    each('not-finite', 'its numbers are finite and within its range, however long a run is', ({ make }) => {
      const { at, range } = make();
      const slack = 1e-9 * Math.max(...range.map(Math.abs));
      for (const t of moments) {
        const value = at(t);
        if (!(value >= range[0] - slack && value <= range[1] + slack))
          throw new Finding(`After ${t} it gives ${value}, but its range is [${range.join(', ')}].`);
      }
    }),
    each(
      'state-lost',
      'the same count gives the same number, asked in any order and of a new one: a resumed run goes on exactly',
      async ({ make }) => {
        const { at } = make();
        const once = moments.map((t) => at(t));
        const backwards = [...moments].reverse().map((t) => at(t));
        backwards.reverse();
        const anew = moments.map((t) => make().at(t));
        const i = once.findIndex(
          (value, at) => !Object.is(value, backwards[at]) || !Object.is(value, anew[at]),
        );
        if (i !== -1)
          throw new Finding(
            `After ${moments[i]} it gives ${once[i]}, then ${backwards[i]}, and a new one ${anew[i]}.`,
          );
        const draws = await drawsFromMathRandom(() => moments.map((t) => at(t)));
        if (draws > 0) throw new Finding(`Math.random is called ${times(draws)}.`);
      },
    ),
  ];
}
