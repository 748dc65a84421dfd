import {
  grad,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
  variableGrads,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { Finding } from './fault.js';

export interface SlopeOptions {
  /** Accepted difference, as a share of the slope. */
  readonly tolerance?: number;
  /** Length of the move to both sides. Long enough for float32, short enough for curvature. */
  readonly step?: number;
}

/** A fixed uneven pattern in [-size, size], so that no symmetric mistake cancels. */
export function pattern(length: number, size = 1, phase = 0.3): Float32Array {
  return Float32Array.from({ length }, (_, i) => size * Math.sin(1.7 * i + phase + 0.13 * Math.floor(i / 7)));
}

export function patternTensor(shape: readonly number[], size = 1, phase = 0.3): Tensor {
  const length = shape.reduce((product, n) => product * n, 1);
  return tensor(pattern(length, size, phase), [...shape]);
}

/**
 * Compares the derivative of a scalar function by its input with central differences, along the derivative itself and
 * along three directions of a few coordinates. Throws with both numbers where they differ.
 */
export function expectSlope(f: (x: Tensor) => Tensor, at: Tensor, options: SlopeOptions = {}): void {
  const start = at.dataSync().slice() as Float32Array;
  const exact = tidy(() =>
    (zeroIfUnconnected(() => grad((x: Tensor) => sum(f(x)))(at)) ?? zerosLike(at)).dataSync().slice(),
  );
  compare(
    (values) => tidy(() => f(tensor(values, at.shape)).dataSync()[0]!),
    start,
    exact as Float32Array,
    'input',
    options,
  );
}

/** The same for the derivative by variables; `f` reads them. Their values are put back. */
export function expectSlopeOfVariables(
  f: () => Tensor,
  variables: readonly Variable[],
  options: SlopeOptions = {},
): void {
  if (variables.length === 0) return;
  const exact = tidy(() => {
    const grads = zeroIfUnconnected(() => variableGrads(() => sum(f()), [...variables]).grads) ?? {};
    return variables.map(
      (v) => (grads[v.name]?.dataSync().slice() ?? new Float32Array(v.size)) as Float32Array,
    );
  });
  variables.forEach((variable, index) => {
    const start = variable.dataSync().slice() as Float32Array;
    const set = (values: Float32Array) => tidy(() => variable.assign(tensor(values, variable.shape)));
    try {
      compare(
        (values) => {
          set(values);
          return tidy(() => f().dataSync()[0]!);
        },
        start,
        exact[index]!,
        variable.name,
        options,
      );
    } finally {
      set(start);
    }
  });
}

function compare(
  valueAt: (values: Float32Array) => number,
  start: Float32Array,
  exact: Float32Array,
  what: string,
  { tolerance = 2e-2, step = 1e-2 }: SlopeOptions,
): void {
  const length = Math.sqrt(exact.reduce((total, g) => total + g * g, 0));
  for (const direction of directions(start.length, exact, length)) {
    const moved = (move: number) => valueAt(start.map((value, i) => value + move * direction[i]!));
    const numeric = (moved(step) - moved(-step)) / (2 * step);
    const slope = exact.reduce((total, g, i) => total + g * direction[i]!, 0);
    const scale = Math.max(Math.abs(numeric), Math.abs(slope), 0.05 * length, 0.05);
    if (!(Math.abs(slope - numeric) <= tolerance * scale)) {
      throw new Finding(
        `The derivative by ${what} is ${slope} along a direction in which the values rise by ${numeric}.`,
      );
    }
  }
}

/** The derivative's own direction, and three of up to eight coordinates each; all of length 1. */
function directions(size: number, exact: Float32Array, length: number): Float32Array[] {
  const few = [0, 1, 2].map((which) => {
    const direction = new Float32Array(size);
    const count = Math.min(size, 8);
    for (let i = 0; i < count; i++) {
      const at = Math.floor(((i + 0.2 + 0.27 * which) * size) / count) % size;
      direction[at] = (i + which) % 3 === 0 ? -1 : 1;
    }
    return direction.map((value) => value / Math.sqrt(count));
  });
  return length > 0 ? [exact.map((g) => g / length), ...few] : few;
}

/** TensorFlow.js throws where a result does not depend on what it is differentiated by; the derivative is 0 there. */
function zeroIfUnconnected<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    const message = error instanceof Error ? error.message : '';
    if (/encloses all operations|Cannot find a connection/.test(message)) return undefined;
    throw error;
  }
}
