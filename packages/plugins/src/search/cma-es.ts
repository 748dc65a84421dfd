import { OptionsError } from '@ganx/core';
import {
  compareValues,
  defineSearch,
  type Evaluated,
  type Measured,
  type SearchRandom,
} from '@ganx/core/plugin';
import { EVD, Matrix } from 'ml-matrix';

/** The search distribution: mean, step size, covariance, and the paths that adapt them. */
interface Distribution {
  readonly mean: readonly number[];
  readonly sigma: number;
  readonly covariance: Matrix;
  readonly sigmaPath: readonly number[];
  readonly covariancePath: readonly number[];
  readonly generation: number;
}

/** Hansen's default strategy parameters for n dimensions. */
function strategy(n: number, populationSize: number) {
  const mu = Math.floor(populationSize / 2);
  const raw = Array.from({ length: mu }, (_, i) => Math.log((populationSize + 1) / 2) - Math.log(i + 1));
  const sum = raw.reduce((a, b) => a + b, 0);
  const weights = raw.map((weight) => weight / sum);
  const muEff = 1 / weights.reduce((a, w) => a + w * w, 0);
  const cc = (4 + muEff / n) / (n + 4 + (2 * muEff) / n);
  const cs = (muEff + 2) / (n + muEff + 5);
  const c1 = 2 / ((n + 1.3) ** 2 + muEff);
  const cmu = Math.min(1 - c1, (2 * (muEff - 2 + 1 / muEff)) / ((n + 2) ** 2 + muEff));
  const damps = 1 + 2 * Math.max(0, Math.sqrt((muEff - 1) / (n + 1)) - 1) + cs;
  const chiN = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  return { mu, weights, muEff, cc, cs, c1, cmu, damps, chiN };
}

/** One generation's update, from its points, the best first. */
function update(
  before: Distribution,
  points: readonly (readonly number[])[],
  populationSize: number,
): Distribution {
  const n = before.mean.length;
  const { mu, weights, muEff, cc, cs, c1, cmu, damps, chiN } = strategy(n, populationSize);
  const steps = points.slice(0, mu).map((point) => point.map((x, d) => (x - before.mean[d]!) / before.sigma));
  const mean = before.mean.map(
    (m, d) => m + before.sigma * steps.reduce((a, step, i) => a + weights[i]! * step[d]!, 0),
  );
  const shift = mean.map((m, d) => (m - before.mean[d]!) / before.sigma);
  const { vectors, lengths } = decompose(before.covariance);
  // C^-1/2 shift
  const whitened = vectors
    .mmul(
      Matrix.columnVector(
        vectors
          .transpose()
          .mmul(Matrix.columnVector(shift))
          .to1DArray()
          .map((x, d) => x / lengths[d]!),
      ),
    )
    .to1DArray();
  const sigmaPath = before.sigmaPath.map(
    (p, d) => (1 - cs) * p + Math.sqrt(cs * (2 - cs) * muEff) * whitened[d]!,
  );
  const length = Math.hypot(...sigmaPath);
  const generation = before.generation + 1;
  const moving = length / Math.sqrt(1 - (1 - cs) ** (2 * generation)) / chiN < 1.4 + 2 / (n + 1) ? 1 : 0;
  const covariancePath = before.covariancePath.map(
    (p, d) => (1 - cc) * p + moving * Math.sqrt(cc * (2 - cc) * muEff) * shift[d]!,
  );
  const covariance = Matrix.zeros(n, n);
  const keep = 1 - c1 - cmu + (1 - moving) * c1 * cc * (2 - cc);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const rankMu = steps.reduce((a, step, k) => a + weights[k]! * step[i]! * step[j]!, 0);
      covariance.set(
        i,
        j,
        keep * before.covariance.get(i, j) + c1 * covariancePath[i]! * covariancePath[j]! + cmu * rankMu,
      );
    }
  }
  const sigma = Math.min(before.sigma * Math.exp((cs / damps) * (length / chiN - 1)), 1);
  return { mean, sigma, covariance, sigmaPath, covariancePath, generation };
}

function decompose(covariance: Matrix): { readonly vectors: Matrix; readonly lengths: readonly number[] } {
  const { realEigenvalues, eigenvectorMatrix } = new EVD(covariance, { assumeSymmetric: true });
  return {
    vectors: eigenvectorMatrix,
    lengths: realEigenvalues.map((value) => Math.sqrt(Math.max(value, 1e-20))),
  };
}

function draw({ mean, sigma, covariance }: Distribution, random: SearchRandom): readonly number[] {
  const { vectors, lengths } = decompose(covariance);
  let point: readonly number[] = mean;
  // Outside the cube there is nothing: draw again, and in the end stay at the edge.
  for (let attempt = 0; attempt < 50; attempt++) {
    const scaled = lengths.map((length) => length * random.normal());
    const step = vectors.mmul(Matrix.columnVector(scaled)).to1DArray();
    point = mean.map((m, d) => m + sigma * step[d]!);
    if (point.every((x) => x >= 0 && x < 1)) return point;
  }
  return point.map((x) => Math.min(Math.max(x, 0), 1 - 2 ** -53));
}

/**
 * Covariance matrix adaptation: draws from a normal distribution over the unit cube whose mean, size and shape follow the
 * better half of each generation. A generation is the next `populationSize` trials that ended, whichever distribution they
 * were drawn from, so that trials need not wait for each other.
 */
export const cmaEs = defineSearch({
  type: 'cma-es',
  description: 'Moves and reshapes a cloud of trials towards good values (CMA-ES); for numbers only.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      sigma: {
        description: 'Deviation of the first generation, as a share of each range.',
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.3,
      },
      populationSize: {
        description: 'Trials per generation. Left out: 4 + floor(3 ln n) for n parameters.',
        type: 'integer',
        minimum: 4,
      },
    },
  },
  examples: [{ type: 'cma-es' }, { type: 'cma-es', sigma: 0.2, populationSize: 12 }],
  source: 'Hansen 2016, arXiv:1604.00772',
  usesHistory: true,
  create: (options, { axes }) => {
    const choice = axes.find(({ kind }) => kind === 'choice');
    if (choice)
      throw new OptionsError(
        'type',
        `cma-es searches numbers, but ${choice.name} is a choice. Take tpe, or leave that parameter to a grid.`,
      );
    const n = axes.length;
    const populationSize = options.populationSize ?? 4 + Math.floor(3 * Math.log(Math.max(n, 1)));
    const start: Distribution = {
      mean: axes.map(() => 0.5),
      sigma: options.sigma,
      covariance: Matrix.eye(n),
      sigmaPath: axes.map(() => 0),
      covariancePath: axes.map(() => 0),
      generation: 0,
    };
    return {
      propose({ history, random }) {
        if (n === 0) return [];
        const ended = history
          .filter(({ ended, state }) => ended !== undefined && state !== 'failed')
          .sort((a, b) => a.ended! - b.ended!);
        let distribution = start;
        for (let from = 0; from + populationSize <= ended.length; from += populationSize) {
          const generation = ended
            .slice(from, from + populationSize)
            .sort((a, b) => compareValues(lossOf(a), lossOf(b), 'minimize') || a.ended! - b.ended!);
          const points = generation.map(({ point }) => point.map((x, d) => x ?? distribution.mean[d]!));
          distribution = update(distribution, points, populationSize);
        }
        return draw(distribution, random);
      },
    };
  },
});

/** What was given up counts as if nothing had been measured. */
const lossOf = ({ loss, state }: Evaluated): Measured => (state === 'pruned' ? undefined : loss);
