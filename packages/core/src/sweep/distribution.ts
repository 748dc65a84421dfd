import { betaQuantile } from './beta.js';
import { normalQuantile } from './normal.js';

/** The numbers that a parameter of a sweep may give beside its distribution's name. */
export type Shape = { readonly [key in ShapeKey]?: number };
export type ShapeKey = 'min' | 'max' | 'mu' | 'sigma' | 'q' | 'a' | 'b';

export interface Distribution {
  readonly description: string;
  readonly needs: readonly ShapeKey[];
  /** With their defaults. */
  readonly takes: { readonly [key in ShapeKey]?: number };
  /** What is wrong with a shape, or undefined. */
  refuse?(shape: Required<Shape>): string | undefined;
  /** The value below which the share `u` of all values lies. */
  quantile(u: number, shape: Required<Shape>): number;
  /** Ends of the range that a quantized value must stay in. */
  bounds?(shape: Required<Shape>): readonly [number, number];
}

const between = (u: number, low: number, high: number): number =>
  Math.min(Math.max(low + u * (high - low), low), high);

const ordered = ({ min, max }: Required<Shape>): string | undefined =>
  min < max ? undefined : `"min" (${min}) must be below "max" (${max})`;
const positive = (shape: Required<Shape>): string | undefined =>
  shape.min > 0 ? ordered(shape) : `"min" must be above 0 on a log scale, but is ${shape.min}`;
const deviating = ({ sigma }: Required<Shape>): string | undefined =>
  sigma >= 0 ? undefined : `"sigma" must be at least 0, but is ${sigma}`;

const range = { needs: ['min', 'max'], takes: {} } as const;
const bell = { needs: [], takes: { mu: 0, sigma: 1 }, refuse: deviating } as const;

const uniform: Distribution = {
  ...range,
  description: 'Between min and max, all alike.',
  refuse: ordered,
  quantile: (u, { min, max }) => between(u, min, max),
  bounds: ({ min, max }) => [min, max],
};
const logUniform: Distribution = {
  ...range,
  description: 'Between exp(min) and exp(max), uniform in the logarithm.',
  refuse: ordered,
  quantile: (u, { min, max }) => Math.exp(between(u, min, max)),
  bounds: ({ min, max }) => [Math.exp(min), Math.exp(max)],
};
const logUniformValues: Distribution = {
  ...range,
  description: 'Between min and max, uniform in the logarithm.',
  refuse: positive,
  quantile: (u, { min, max }) =>
    Math.min(Math.max(Math.exp(between(u, Math.log(min), Math.log(max))), min), max),
  bounds: ({ min, max }) => [min, max],
};
const normal: Distribution = {
  ...bell,
  description: 'Normal with mean mu and deviation sigma.',
  quantile: (u, { mu, sigma }) => (sigma === 0 ? mu : mu + sigma * normalQuantile(inside(u))),
};
const logNormal: Distribution = {
  ...bell,
  description: 'The logarithm is normal with mean mu and deviation sigma.',
  quantile: (u, shape) => Math.exp(normal.quantile(u, shape)),
};
const beta: Distribution = {
  needs: [],
  takes: { a: 1, b: 1 },
  description: 'Beta with parameters a and b, between 0 and 1.',
  refuse: ({ a, b }) => (a > 0 && b > 0 ? undefined : `"a" and "b" must be above 0, but are ${a} and ${b}`),
  quantile: (u, { a, b }) => betaQuantile(u, a, b),
  bounds: () => [0, 1],
};

/** Away from the ends of the unit interval, where unbounded distributions are infinite. */
const inside = (u: number): number => Math.min(Math.max(u, 2 ** -54), 1 - 2 ** -53);

/** In steps of q: round(X / q) * q. A step that would leave the range is not taken. */
function quantized(base: Distribution): Distribution {
  return {
    ...base,
    description: `${base.description.replace(/\.$/, '')}, rounded to multiples of q.`,
    takes: { ...base.takes, q: 1 },
    refuse: (shape) => {
      if (!(shape.q > 0)) return `"q" must be above 0, but is ${shape.q}`;
      const before = base.refuse?.(shape);
      if (before !== undefined || !base.bounds) return before;
      const [low, high] = base.bounds(shape);
      const steps = Math.max(Math.abs(low), Math.abs(high)) / shape.q;
      if (!(steps <= Number.MAX_SAFE_INTEGER)) return `"q" (${shape.q}) gives more steps than can be counted`;
      return lowestStep(low, shape.q) <= highestStep(high, shape.q)
        ? undefined
        : `no multiple of "q" (${shape.q}) lies between ${low} and ${high}`;
    },
    quantile: (u, shape) => {
      const step = Math.round(base.quantile(u, shape) / shape.q);
      if (!base.bounds) return onGrid(step, shape.q);
      const [low, high] = base.bounds(shape);
      return onGrid(Math.min(Math.max(step, lowestStep(low, shape.q)), highestStep(high, shape.q)), shape.q);
    },
  };
}

const tolerance = 1e-9;
export const lowestStep = (low: number, q: number): number => Math.ceil(low / q - tolerance);
export const highestStep = (high: number, q: number): number => Math.floor(high / q + tolerance);
/** 3 steps of 0.1 are 0.3, not 0.30000000000000004. */
export const onGrid = (step: number, q: number): number => Number((step * q).toPrecision(14));

/**
 * Continuous distributions, by W&B's names. Lists of choices and constants are no distributions here.
 * Source: docs.wandb.ai/models/sweeps/sweep-config-keys, and the parameter schema of wandb/sweeps.
 */
export const distributions: { readonly [name: string]: Distribution } = {
  uniform,
  q_uniform: quantized(uniform),
  log_uniform: logUniform,
  q_log_uniform: quantized(logUniform),
  log_uniform_values: logUniformValues,
  q_log_uniform_values: quantized(logUniformValues),
  inv_log_uniform: {
    ...logUniform,
    description: 'X such that log(1/X) is uniform between min and max.',
    quantile: (u, { min, max }) => Math.exp(-between(1 - u, min, max)),
    bounds: ({ min, max }) => [Math.exp(-max), Math.exp(-min)],
  },
  inv_log_uniform_values: {
    ...logUniformValues,
    description: 'X between min and max such that log(1/X) is uniform.',
  },
  int_uniform: {
    ...uniform,
    description: 'Whole numbers from min to max, both included, all alike.',
    refuse: (shape) =>
      !Number.isSafeInteger(shape.min) || !Number.isSafeInteger(shape.max)
        ? `"min" and "max" of int_uniform must be whole numbers (of at most 2^53), but are ${shape.min} and ${shape.max}`
        : shape.min <= shape.max
          ? undefined
          : ordered(shape),
    quantile: (u, { min, max }) => Math.min(min + Math.floor(u * (max - min + 1)), max),
  },
  normal,
  q_normal: quantized(normal),
  log_normal: logNormal,
  q_log_normal: quantized(logNormal),
  beta,
  q_beta: quantized(beta),
};
