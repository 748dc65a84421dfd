import { getBackend, memory, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Check, OtherBackend } from './check.js';
import { judgeEach, sameBits } from './check.js';
import { Finding } from './fault.js';
import type { RewindableRandom } from './random.js';
import { spyOnMathRandom } from './stage/watch.js';

/** One use of a component on the active backend. */
export interface Trial {
  /** What is tried, for messages: an example. */
  readonly what: string;
  /** The tensors that it may read and nothing else. */
  readonly inputs: readonly Tensor[];
  readonly random: RewindableRandom;
  /** Called within a tidy, after the random numbers are at their start. */
  run(): Tensor | readonly Tensor[];
}

/** How often Math.random is called while something runs. TensorFlow.js takes the seeds of its random operations from there. */
export async function drawsFromMathRandom(run: () => unknown): Promise<number> {
  const spy = spyOnMathRandom();
  try {
    await run();
  } finally {
    spy.stop();
  }
  return spy.stop();
}

/** All values of a run of the trial, in one list. */
export function valuesOf({ run, random }: Trial, seed = 1): Float32Array {
  return tidy(() => {
    random.reseed(seed);
    const made = run();
    const values = [made].flat().flatMap((tensor) => Array.from((tensor as Tensor).dataSync()));
    return Float32Array.from(values);
  });
}

/**
 * How a component has to behave inside a training step, whatever its kind. `make` is called for each backend, and must
 * not depend on anything but the arguments that the component is given.
 */
export function conductChecks(make: () => readonly Trial[]): Check[] {
  const each = judgeEach(make);
  return [
    each('non-deterministic', 'the same input and random numbers give the same bits', (trial) => {
      const [once, again] = [valuesOf(trial), valuesOf(trial)];
      if (!sameBits(once, again))
        throw new Finding(`Two calls differ: ${differing(once, again)} (${trial.what}).`);
    }),
    each('seed', 'other random numbers give other values, if it draws any', (trial) => {
      const first = valuesOf(trial);
      if (trial.random.drawn === 0) return;
      const others = [2, 3, 4, 5].map((seed) => valuesOf(trial, seed));
      if (others.every((values) => sameBits(values, first)))
        throw new Finding(
          `${trial.random.drawn} numbers are drawn, and five seeds give the same (${trial.what}).`,
        );
    }),
    each('global-random', 'its random numbers come from where it is told', async (trial) => {
      const draws = await drawsFromMathRandom(() => valuesOf(trial));
      if (draws > 0) throw new Finding(`Math.random is called ${times(draws)} in one call (${trial.what}).`);
    }),
    each('mutates-input', 'it leaves its inputs as they are', (trial) => {
      const before = trial.inputs.map((input) => Float32Array.from(input.dataSync()));
      valuesOf(trial);
      for (const [index, input] of trial.inputs.entries()) {
        if (input.isDisposed) throw new Finding(`Input ${index} is disposed (${trial.what}).`);
        const after = Float32Array.from(input.dataSync());
        if (!sameBits(before[index]!, after))
          throw new Finding(
            `Values of input ${index} are others after the call: ${differing(before[index]!, after)} (${trial.what}).`,
          );
      }
    }),
    each('leak', 'inside a tidy it leaves no tensors behind', (trial) => {
      valuesOf(trial);
      const before = memory().numTensors;
      valuesOf(trial);
      const left = memory().numTensors - before;
      if (left !== 0) throw new Finding(`${tensors(left)} after one more call (${trial.what}).`);
    }),
  ];
}

/** Whether backends agree: the trials are made on each, and their values compared with the reference's. */
export function backendChecks(make: () => readonly Trial[], backends: readonly OtherBackend[]): Check[] {
  return backends.map((other) => ({
    fault: 'backend',
    claim: `${other.backend} and the reference give the same values, up to rounding`,
    async run() {
      const reference = getBackend();
      const expected = make().map((trial) => valuesOf(trial));
      try {
        await other.activate();
        for (const [index, trial] of make().entries()) compare(expected[index]!, valuesOf(trial), trial.what);
      } finally {
        await setBackend(reference);
      }
    },
  }));
}

/** Backends sum in other orders; float32 keeps about seven digits. */
function compare(expected: Float32Array, seen: Float32Array, what: string): void {
  if (expected.length !== seen.length)
    throw new Finding(`${seen.length} values instead of ${expected.length} (${what}).`);
  const size = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  const limit = 1e-3 * (Number.isFinite(size) ? size : 1);
  const at = expected.findIndex(
    (value, i) => !Object.is(value, seen[i]) && !(Math.abs(value - seen[i]!) <= limit),
  );
  if (at !== -1) throw new Finding(`Value ${at} is ${seen[at]}, on the reference ${expected[at]} (${what}).`);
}

const differing = (one: Float32Array, other: Float32Array): string => {
  const at = one.findIndex((value, i) => !Object.is(value, other[i]));
  return `value ${at} is ${one[at]}, then ${other[at]}`;
};

export const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
export const tensors = (count: number): string =>
  count === 1 ? '1 tensor is left' : `${count} tensors are left`;
