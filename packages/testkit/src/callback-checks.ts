import type { CallbackComponent, RunEvent } from '@ganx/core/plugin';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';

/** Every event of a run; the type makes sure that none is forgotten. */
const events: { readonly [T in RunEvent['type']]: true } = {
  'run-start': true,
  'iteration-start': true,
  balance: true,
  'discriminator-step': true,
  'generator-step': true,
  iteration: true,
  evaluation: true,
  best: true,
  checkpoint: true,
  artifact: true,
  'roll-back': true,
  warning: true,
  interruption: true,
  exception: true,
  verdict: true,
  'run-end': true,
};

/** What holds for every callback, for each of its examples; its part in a training is judged by a rehearsal. */
export function callbackChecks(component: CallbackComponent, context: CheckContext): Check[] {
  const each = judgeEach(() =>
    optionsOf(component, context).map((options) => () => component.create(options)),
  );
  return [
    each('declaration', 'it listens to events that there are, or ticks', (make) => {
      const { on = {}, tick } = make();
      const unknown = Object.keys(on).filter((type) => !(type in events));
      if (unknown.length > 0)
        throw new Finding(
          `There is no event ${unknown.join(', ')}. There are: ${Object.keys(events).join(', ')}.`,
        );
      if (Object.keys(on).length === 0 && !tick) throw new Finding('It has no hook.');
    }),
    each('declaration', 'two callbacks of the same options share nothing', (make) => {
      const [one, other] = [make(), make()];
      if (one === other) throw new Finding('create() gives the same object twice.');
    }),
  ];
}
