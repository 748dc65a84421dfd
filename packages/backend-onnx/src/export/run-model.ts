import { BackendError } from '../errors.js';
import { sizeOf } from '../graph/index.js';
import { loadBinding } from '../session/binding.js';
import { Session } from '../session/session.js';

export interface ModelFeed {
  readonly data: Float32Array | BigInt64Array | Int32Array;
  readonly shape: readonly number[];
}

/** Runs an ONNX model once, on one thread, and gives its float32 outputs of these names; to check an export, not for speed. */
export function runModel(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, ModelFeed>>,
  outputs: readonly string[],
): Record<string, Float32Array> {
  const { ort } = loadBinding();
  const session = new Session(bytes, { threads: 1, optimization: 'all' });
  try {
    const tensors = Object.entries(feeds).map(([name, { data, shape }]) => {
      if (data.length !== sizeOf(shape)) {
        throw new BackendError(
          'GANX_BACKEND_SIGNATURE',
          `Input '${name}' has ${data.length} elements, but its shape [${shape}] needs ${sizeOf(shape)}.`,
        );
      }
      return [name, new ort.Tensor(data as Float32Array, [...shape])] as const;
    });
    const fetches = Object.fromEntries(outputs.map((name) => [name, null]));
    const results = session.run(Object.fromEntries(tensors), fetches);
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name, Float32Array.from(data as Float32Array)]),
    );
  } finally {
    session.dispose();
  }
}
