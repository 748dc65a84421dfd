import { isDeepStrictEqual } from 'node:util';
import type { SweepState, TrialState, Values } from '@ganx/core/sweep';
import { number } from '../view/format.js';
import { shortNames, valuesText, valueText } from './values-text.js';

/** A trial and those whose states it stands on, the first one first. */
export function ancestry(trial: TrialState, { trials }: SweepState): readonly TrialState[] {
  const line: TrialState[] = [];
  for (let one: TrialState | undefined = trial; one; one = parentOf(one, trials)) line.unshift(one);
  return line;
}

const parentOf = ({ parent }: TrialState, trials: readonly TrialState[]): TrialState | undefined =>
  parent === undefined ? undefined : trials[parent];

/** How a trial came to its state: a line for each trial of its ancestry, with what changed on the way. */
export function lineageLines(trial: TrialState, state: SweepState): readonly string[] {
  const line = ancestry(trial, state);
  const names = shortNames([...new Set(line.flatMap(({ values }) => Object.keys(values)))]);
  return line.map((one, i) => {
    const before = line[i - 1];
    const value = one.value ?? state.valueOf(one);
    const result = value === undefined ? '' : `  ${state.header?.metric?.name} ${number(value)}`;
    const changed = before ? changes(before.values, one.values, names) : valuesText(one.values);
    return `trial ${one.trial}, iterations ${before?.until ?? 0} to ${one.until}: ${changed || 'as before'}${result}`;
  });
}

/** `generator.learningRate 1.00e-3 -> 2.00e-3`; what is switched off is as the experiment has it. */
function changes(before: Values, after: Values, names: ReadonlyMap<string, string>): string {
  const show = (value: unknown): string => (value === undefined ? 'as in the experiment' : valueText(value));
  return [...names]
    .filter(([path]) => !isDeepStrictEqual(before[path], after[path]))
    .map(([path, name]) => `${name} ${show(before[path])} -> ${show(after[path])}`)
    .join(', ');
}
