import { count, quote } from '../spec/words.js';
import type { Parameter } from './parameters.js';
import type { SweepSpec } from './skeleton.js';
import type { Space } from './space.js';

/** Said of a search that may choose a point twice: trials of one point are the same to the byte. */
export function repeatedPoints({ method, run_cap, seeds }: SweepSpec, { axes }: Space): string | undefined {
  if (axes.length === 0 || axes.some(({ levels }) => levels === undefined)) return undefined;
  const points = axes.reduce((product, { levels }) => product * levels!, 1);
  const asked = run_cap === undefined ? Infinity : run_cap / seeds;
  // Two in `asked` draws are expected to meet.
  if (asked <= points && (asked * (asked - 1)) / 2 < points) return undefined;
  const certain = asked > points ? 'are' : 'are likely to be';
  const many = asked === Infinity ? 'there is no run_cap' : `${count(asked, 'trial')} are to be chosen`;
  return `The parameters have ${count(points, 'combination')}, and ${many}: some ${certain} chosen again by ${quote(method.type)} and train to the same bytes. The method grid visits each once.`;
}

/** Said of values that may not be meant. */
export const valueNotices = ({ parameters }: Space): readonly string[] =>
  parameters.flatMap(({ path, values, exponents }: Parameter) => {
    if (values?.includes(null))
      return [
        `${quote(path)} may be null, which takes it out of the experiment: its default counts in those trials, whatever the experiment says.`,
      ];
    return exponents === undefined ? [] : [`${quote(path)}: ${exponents}`];
  });
