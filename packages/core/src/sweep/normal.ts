/** The standard normal distribution, to about 15 digits. */

export const normalDensity = (x: number): number => Math.exp(-x * x * 0.5) / Math.sqrt(2 * Math.PI);

/**
 * P(X <= x). Near the middle by the series of positive terms x + x^3/3 + x^5/15 + ..., beyond 3 by the continued fraction of
 * Mills' ratio, so that tails keep their relative precision.
 */
export function normalCdf(x: number): number {
  if (x < -3) return normalDensity(x) * millsRatio(-x);
  if (x > 3) return 1 - normalDensity(x) * millsRatio(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** (1 - cdf(x)) / density(x) for x > 0: 1/(x + 1/(x + 2/(x + 3/(x + ...)))), from the inside out. */
function millsRatio(x: number): number {
  if (x === Infinity) return 0;
  let fraction = x;
  for (let n = 120; n >= 1; n--) fraction = x + n / fraction;
  return 1 / fraction;
}

/** Coefficients of a rational start value (Acklam 2003); what it leaves of an error, the step below takes away. */
const middle = [
  [
    -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
    2.506628277459239,
  ],
  [
    -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
    -1.328068155288572e1, 1,
  ],
] as const;
const tail = [
  [
    -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1],
] as const;

const horner = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, c) => sum * x + c, 0);

/** The x with P(X <= x) = p; infinite at 0 and 1. */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let x: number;
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    x = horner(tail[0], q) / horner(tail[1], q);
  } else {
    const q = p - 0.5;
    x = (q * horner(middle[0], q * q)) / horner(middle[1], q * q);
  }
  // One step of Halley's method.
  const step = (normalCdf(x) - p) / normalDensity(x);
  return Number.isFinite(step) ? x - step / (1 + (x * step) / 2) : x;
}
