import {
  bestFirst,
  compareValues,
  defineSearch,
  type Evaluated,
  type Proposal,
  type Search,
  type SearchAxis,
  type SearchRandom,
  type SearchSpace,
} from '@ganx/core/plugin';

export interface PbtOptions {
  readonly population: number;
  readonly every: number;
  readonly generations: number;
  readonly quantile: number;
  readonly step: number;
  readonly resample: number;
}

/**
 * Population-based training in synchronous generations. Each trial is one member in one generation: `every` iterations that go
 * on from the state of a trial of the generation before. Once that is measured to its end,
 *
 *   exploit   a member among the worst ceil(quantile * population) copies state and values of one drawn from as many best
 *             ones, if that one is better (truncation selection); the others go on as they are
 *   explore   each copied value is drawn anew with probability `resample`, else moved by `step` of its range, up or down as
 *             chance has it; one with levels moves to the next of them; choices are drawn anew or kept
 *
 * A member that failed, diverged or collapsed always copies; if nobody is sound, it begins anew. What makes the data, or changes
 * what a state holds, is inherited with the state and never explored.
 *
 * Since nobody is judged before all have arrived, the trials depend on the seed alone, whatever runs beside what.
 *
 * Source     Jaderberg et al. 2017, arXiv:1711.09846, section 3 and 4.1.1 (truncation selection; perturb and resample).
 */
export function makePbt(options: PbtOptions, { axes }: SearchSpace): Search {
  const { population, every, generations } = options;
  return {
    total: population * generations,
    interval: every,
    horizon: every * generations,
    propose({ history, random }) {
      const generation = Math.floor(history.length / population);
      const member = history.length % population;
      if (generation >= generations) return undefined;
      const until = every * (generation + 1);
      const begin = (reason: string): Proposal => ({
        point: axes.map(() => random.uniform()),
        until,
        reason: `member ${member} of generation ${generation} ${reason}`,
      });
      if (generation === 0) return begin('begins with values drawn at random');
      const first = (generation - 1) * population;
      const before = history.slice(first, first + population);
      if (before.some(({ state }) => state === 'running')) return 'wait';
      const chosen = exploit(before, member, options, random);
      if (!chosen) return begin('begins anew: nobody of the generation before can be gone on from');
      const { donor, why } = chosen;
      const own = `member ${member} of generation ${generation}`;
      const at = before[donor]!.point;
      if (donor === member)
        return {
          point: at.map((unit) => unit ?? random.uniform()),
          parent: first + member,
          until,
          reason: `${own} goes on as it is: ${why}`,
        };
      const { point, moves } = explore(axes, at, options, random);
      return {
        point,
        parent: first + donor,
        until,
        reason: `${own} copies member ${donor}: ${why}; ${moves}`,
      };
    },
  };
}

interface Chosen {
  readonly donor: number;
  readonly why: string;
}

/** Whose state a member goes on from, by the results of the generation before; undefined if there is nobody. */
function exploit(
  before: readonly Evaluated[],
  member: number,
  { quantile, population }: PbtOptions,
  random: SearchRandom,
): Chosen | undefined {
  const own = before[member]!;
  const sound = [...before.keys()].filter((i) => before[i]!.sound);
  const order = bestFirst(sound, (i) => before[i]!.loss, 'minimize');
  const cut = Math.min(Math.ceil(quantile * population), Math.floor(population / 2));
  const best = order.slice(0, Math.max(cut, 1));
  const donor = best[Math.floor(random.uniform() * best.length)];
  if (donor === undefined) return undefined;
  const placeOf = (one: number): string => `place ${order.indexOf(one) + 1} of ${population}`;
  if (!own.sound) return { donor, why: `its own trial ended unsound, that one was ${placeOf(donor)}` };
  const worst = order.indexOf(member) >= population - cut;
  if (!worst) return { donor: member, why: `it was ${placeOf(member)}` };
  if (compareValues(before[donor]!.loss, own.loss, 'minimize') >= 0)
    return { donor: member, why: `it was ${placeOf(member)}, and none is better` };
  return { donor, why: `it was ${placeOf(member)}, that one ${placeOf(donor)}` };
}

interface Explored {
  readonly point: readonly number[];
  /** `learningRate moved up, beta1 drawn anew`. */
  readonly moves: string;
}

function explore(
  axes: readonly SearchAxis[],
  at: Evaluated['point'],
  { step, resample }: PbtOptions,
  random: SearchRandom,
): Explored {
  const moves: string[] = [];
  const point = axes.map((axis, i) => {
    const unit = at[i];
    if (axis.structural) return unit ?? 0.5;
    if (unit === undefined || random.uniform() < resample) {
      if (unit !== undefined) moves.push(`${axis.name} drawn anew`);
      return random.uniform();
    }
    if (axis.kind === 'choice') return unit;
    const up = random.uniform() < 0.5;
    const moved = shifted(axis, unit, step, up);
    moves.push(`${axis.name} moved ${moved > unit ? 'up' : 'down'}`);
    return moved;
  });
  return { point, moves: moves.length > 0 ? moves.join(', ') : 'its values kept' };
}

/** Away from an end of the range where the step would leave it. */
function shifted({ levels, levelOf, unitOf }: SearchAxis, unit: number, step: number, up: boolean): number {
  if (levels === undefined) {
    const wanted = up ? unit + step : unit - step;
    return wanted >= 0 && wanted < 1 ? wanted : up ? unit - step : unit + step;
  }
  const level = levelOf(unit);
  const wanted = up ? level + 1 : level - 1;
  return unitOf(wanted >= 0 && wanted < levels ? wanted : up ? level - 1 : level + 1);
}

export const pbt = defineSearch({
  type: 'pbt',
  description:
    'Trains a population at once; at intervals its worst members go on from copies of its best, with values changed a little (population-based training).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      population: {
        description: 'How many members train beside each other.',
        type: 'integer',
        minimum: 2,
        default: 8,
      },
      every: { description: 'Iterations of one generation.', type: 'integer', minimum: 1 },
      generations: {
        description:
          'How many generations there are; a member trains `every` times as many iterations in all.',
        type: 'integer',
        minimum: 1,
      },
      quantile: {
        description:
          'Share of the population that is replaced after each generation, by copies of as many best.',
        type: 'number',
        minimum: 0,
        maximum: 0.5,
        default: 0.25,
      },
      step: {
        description: 'How far a copied value moves, as a share of its range (on its own scale).',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 0.5,
        default: 0.1,
      },
      resample: {
        description: 'Probability that a copied value is drawn anew instead.',
        type: 'number',
        minimum: 0,
        maximum: 1,
        default: 0.25,
      },
    },
    required: ['every', 'generations'],
  },
  examples: [
    { type: 'pbt', every: 500, generations: 10 },
    { type: 'pbt', population: 20, every: 1000, generations: 20, quantile: 0.2, resample: 0 },
  ],
  source: 'Jaderberg et al. 2017, arXiv:1711.09846',
  usesHistory: true,
  create: makePbt,
});
