import type { MetricValue } from '@ganx/core/plugin';

/** What the curves of every run say and how to read them, in Markdown; by tag, or by the part before the first slash. */
const descriptions: Readonly<Record<string, string>> = {
  'loss/discriminator':
    'What the discriminator minimizes, without penalties. Both networks shape this number: it **does not tell whether samples get better**.',
  'loss/generator':
    'What the generator minimizes: how far the discriminator is from taking its samples for real. A fall may mean a better generator or a worse discriminator.',
  'loss/penalty':
    'Sum of the penalties that were due, weights applied, at a step of this iteration. No point where none was due.',
  'opinion/real':
    "The discriminator's mean opinion of real examples: for most losses from 0, surely generated, to 1, surely real; for a critic its score.",
  'opinion/generated':
    "The discriminator's mean opinion of generated examples, on the scale of `opinion/real`. Both curves in one place: it cannot tell them apart. Far apart for long: it overpowers the generator, whose advice fades.",
  'opinion/accuracy':
    'Share of real and generated examples that the discriminator tells right. Near 1 for long: the generator has lost touch. Near 0.5: the discriminator is fooled, or has not learned yet.',
  'balance/discriminator-steps':
    'Steps of the discriminator per iteration, the mean since the previous point.',
  'balance/generator-steps': 'Steps of the generator per iteration, the mean since the previous point.',
  'learning-rate': 'Learning rate at the latest step of this network.',
  'gradient-norm':
    "Length of the loss's gradient, on a batch that is the same at every point. A generator's that falls to zero: no advice is left. Growth by powers of ten comes before a run diverges.",
  'weight-norm': 'Length of all weights as one vector, of the weights that train and not of their average.',
  'advice/norm':
    "Mean length of the discriminator's advice: the gradient of the generator's loss with respect to a sample. All that the generator learns comes through it.",
  'advice/scale': 'The size of advice that has full colour, or a whole arrow, in the picture `advice`.',
  'time/iterations-per-second': 'Mean since the previous point, metrics and callbacks included.',
  'time/images-per-second': 'Real examples that the discriminator was shown per second.',
  'time/seconds-left': 'If the rest of the budget goes at the speed since the previous point.',
};

export function describeTag(tag: string): string | undefined {
  return descriptions[tag] ?? descriptions[tag.slice(0, Math.max(0, tag.indexOf('/')))];
}

/** Which way a metric is good, and all that its value depends on. */
export function describeMetric({ goal, provenance }: MetricValue): string {
  const facts = Object.entries(provenance).map(([name, value]) => `\n- ${name}: \`${value}\``);
  return `${goal === 'minimize' ? 'Lower' : 'Higher'} is better.${facts.length > 0 ? ` Measured with\n${facts.join('')}` : ''}`;
}
