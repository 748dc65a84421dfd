import type { EvaluationRecord } from '@ganx/core/run';
import { number, table } from '../view/format.js';

/** What a reader of the numbers must know beside them. */
const shown = ['samples', 'realSamples', 'split', 'classes', 'extractor', 'weights'];

/** An evaluation as a table: each value with its spread over the seeds and what it depends on. */
export function evaluationLines({ values }: EvaluationRecord): string[] {
  const rows = values.map(({ name, goal, mean, deviation, bySeed }) => {
    const { provenance } = bySeed[0]!;
    const facts = shown.flatMap((key) => (key in provenance ? [`${key} ${provenance[key]}`] : []));
    const seeds = bySeed.map(({ seed }) => seed);
    const over = seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`;
    return [
      name,
      number(mean),
      deviation === null ? '' : `± ${number(deviation)}`,
      goal === 'minimize' ? 'lower is better' : 'higher is better',
      [...facts, over].join(', '),
    ];
  });
  return table([['metric', 'value', '', '', 'from'], ...rows], [1]);
}
