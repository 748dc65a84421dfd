import * as tf from '@tensorflow/tfjs-core';
import type { Compute, HostBuffer, Step, StepInputs, TensorsOf } from '../../compute.js';
import { BackendError } from '../../errors.js';

/**
 * Runs every step eagerly on a registered TensorFlow.js backend: the reference that compiled steps are compared with.
 * `prepare` has nothing to build, so a mistake inside a loss or a regularizer shows at the first step.
 */
export function eagerCompute(
  backend: string,
  description = `TensorFlow.js backend "${backend}", eager`,
): Compute {
  return {
    backend,
    description,
    async activate() {
      try {
        if (await tf.setBackend(backend)) {
          await tf.ready();
          return firstUse();
        }
      } catch (cause) {
        throw new BackendError(
          'GANX_BACKEND_MISSING',
          `The TensorFlow.js backend "${backend}" is not registered.`,
          { cause },
        );
      }
      throw new BackendError('GANX_BACKEND_START', `The TensorFlow.js backend "${backend}" could not start.`);
    },
    hostInput(shape, dtype, fill) {
      const values = emptyBuffer(dtype, size(shape));
      fill(values);
      return tf.tensor(values, [...shape], dtype);
    },
    compile<I extends StepInputs, O extends Record<string, tf.Tensor>>(
      _name: string,
      fn: (inputs: TensorsOf<I>) => O,
    ): Step<I, O> {
      return {
        async run(inputs) {
          const outputs = tf.tidy(() => fn(tensorsOf(inputs)));
          const names = Object.keys(outputs) as (keyof O)[];
          const values = await Promise.all(names.map((name) => outputs[name]!.data()));
          tf.dispose(outputs);
          return Object.fromEntries(names.map((name, i) => [name, values[i]])) as {
            readonly [K in keyof O]: Float32Array;
          };
        },
        async prepare() {},
        dispose() {},
      };
    },
  };
}

/** The plain JavaScript backend greets its first tensor with an advertisement on stderr unless in production. */
function firstUse(): void {
  const before = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  tf.scalar(0).dispose();
  tf.env().set('PROD', before);
}

function tensorsOf<I extends StepInputs>(inputs: I): TensorsOf<I> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, data }]) => {
      // Copied: the caller fills the same buffer for the next step.
      const values = data instanceof Float32Array ? Float32Array.from(data) : Int32Array.from(data);
      return [name, tf.tensor(values, [...shape], data instanceof Float32Array ? 'float32' : 'int32')];
    }),
  ) as TensorsOf<I>;
}

function emptyBuffer(dtype: tf.DataType, length: number): HostBuffer {
  if (dtype === 'bool') return new Uint8Array(length);
  return dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
}

function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
