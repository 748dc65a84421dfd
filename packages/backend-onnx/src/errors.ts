import type { codes } from './codes.js';

export type BackendErrorCode = keyof typeof codes;

/** Everything this package throws on purpose. `code` is stable; `message` says what was seen, expected, and what to do. */
export class BackendError extends Error {
  constructor(
    readonly code: BackendErrorCode,
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(`${message} [${code}]`, options);
    this.name = 'BackendError';
  }
}

/** A function that is being compiled asked for what it cannot have yet: the values of a tensor. */
export class UntraceableError extends BackendError {
  /** `op` made the tensor; with `byHost` it is an operation that must read its input, since ONNX has none like it. */
  constructor(op: string, shape: readonly number[], dtype: string, { byHost = false } = {}) {
    const place = placeOfCaller();
    const what = byHost
      ? `${op} cannot be compiled: ONNX has no operation like it, so that TensorFlow.js's JavaScript kernel would have to read its input (shape [${shape}], ${dtype})`
      : `The values of a traced tensor were read (made by ${op}, shape [${shape}], ${dtype})`;
    const wayOut = byHost
      ? 'Compute it before the call and pass the result as an input, or write it in other operations.'
      : 'Return the tensor from the function and read it after the call, pass numbers that change through hostInput() or as inputs, and express choices with tf.where instead of reading and branching.';
    super(
      'GANX_BACKEND_UNTRACEABLE',
      `${what}${place ? ` at ${place}` : ''}. While a function is being compiled its tensors have no values yet. ${wayOut}`,
      { op, shape, dtype, ...(place && { place }) },
    );
    this.name = 'UntraceableError';
  }
}

const own = new URL('.', import.meta.url);

/** file:line:column of the innermost call that is neither ours nor TensorFlow.js's. */
function placeOfCaller(): string | undefined {
  // TensorFlow.js calls more than ten levels deep
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const stack = new Error().stack ?? '';
  Error.stackTraceLimit = limit;
  for (const line of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/)?[^()\s]+:\d+:\d+)\)?$/.exec(line)?.[1]?.replace(/^file:\/\//, '');
    if (!place || place.startsWith('node:') || place.includes('/@tensorflow/')) continue;
    if (place.startsWith(own.pathname) && !/\.(test|fixture)\.[a-z]+:/.test(place)) continue;
    return place;
  }
  return undefined;
}
