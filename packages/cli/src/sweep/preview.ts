import type { Evaluated } from '@ganx/core/plugin';
import { countTrials, keyOf, type Proposed, propose, type ValidSweep } from '@ganx/core/sweep';
import { count } from '../view/format.js';
import { valuesText } from './values-text.js';

const most = 20;

/** The first trials of a sweep, as they would be without any result. */
export function previewLines(sweep: ValidSweep): {
  readonly lines: readonly string[];
  readonly json: object;
} {
  const { search, space, spec, exhaustive } = sweep;
  const proposed: Proposed[] = [];
  const seen = exhaustive ? new Set<string>() : undefined;
  const history: Evaluated[] = [];
  const cap = Math.min(most, spec.run_cap === undefined ? most : spec.run_cap / spec.seeds);
  while (proposed.length < cap) {
    const from = (proposed.at(-1)?.index ?? -1) + 1;
    const next = propose({ search, space, seed: spec.seed, from, history, seen });
    if (!next || next === 'wait') break;
    proposed.push(next);
    seen?.add(keyOf(next.values));
    const open = { state: 'running', sound: false, loss: undefined, iteration: 0, ended: undefined } as const;
    if (sweep.usesHistory) history.push({ point: next.at, ...open });
  }
  const learns = sweep.usesHistory ? ' (later ones depend on results)' : '';
  const keys = proposed.map(({ values }) => keyOf(values));
  const total = countTrials(sweep);
  const all = total === undefined ? '' : ` It has ${count(total)} ${total === 1 ? 'trial' : 'trials'}.`;
  return {
    lines: [
      `The sweep is right.${all} The first${learns}:`,
      ...proposed.map(({ values }, i) => {
        const before = keys.indexOf(keys[i]!);
        return `  ${i}  ${valuesText(values)}${before < i ? `  (the same as ${before})` : ''}`;
      }),
    ],
    json: {
      name: spec.name,
      valid: true,
      total: total ?? null,
      trials: proposed.map(({ values }) => values),
    },
  };
}
