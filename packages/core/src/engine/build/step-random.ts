import { cast, type Tensor } from '@tensorflow/tfjs-core';
import type { Compute } from '../../compute.js';
import type { RandomSource, StepRandom } from '../../plugin/index.js';

/**
 * Random tensors of one named stream for use inside a step. `streams` is asked when the tensor is made, so that a layer
 * draws from other streams while it samples than while it trains.
 */
export function stepRandom(compute: Compute, streams: () => RandomSource, name: string): StepRandom {
  return {
    uniform(shape, low = 0, high = 1) {
      const stream = streams().stream(name);
      return compute.hostInput(shape, 'float32', (target) =>
        stream.uniform(target as Float32Array, low, high),
      );
    },
    normal(shape, mean = 0, deviation = 1) {
      const stream = streams().stream(name);
      return compute.hostInput(shape, 'float32', (target) =>
        stream.normal(target as Float32Array, mean, deviation),
      );
    },
    bernoulli(shape, p): Tensor {
      const stream = streams().stream(name);
      // Bits travel as bytes, a quarter of what floats would take.
      const bits = compute.hostInput(shape, 'bool', (target) => stream.bernoulli(target as Uint8Array, p));
      return cast(bits, 'float32');
    },
  };
}
