import type { Counters, DiscriminatorStats, GeneratorStats, Phase } from '../../plugin/index.js';
import type { HostTensor } from '../state/state.js';

/** The first number of a step that is not finite, in words. */
export function nonFiniteStat(
  phase: Phase,
  stats: DiscriminatorStats | GeneratorStats,
  counters: Counters,
): string | undefined {
  const { terms = {}, ...own } = stats;
  for (const [name, value] of Object.entries({ ...own, ...terms }) as [string, number][]) {
    if (!Number.isFinite(value)) {
      const count = phase === 'discriminator' ? counters.discriminatorSteps : counters.generatorSteps;
      return `the ${phase}'s ${name} is ${value} at ${phase} step ${count}`;
    }
  }
  return undefined;
}

/** The first tensor with a value that is not finite, in the order of the networks' layers, in words. */
export function firstNonFinite(tensors: ReadonlyMap<string, HostTensor>): string | undefined {
  for (const [name, { data }] of tensors) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return `${name} holds ${data[at]}`;
  }
  return undefined;
}
