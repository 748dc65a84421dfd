export type BackendErrorCode =
  | 'GANX_BACKEND_MISSING'
  | 'GANX_BACKEND_DEVICE'
  | 'GANX_BACKEND_UNTRACEABLE'
  | 'GANX_BACKEND_INACTIVE'
  | 'GANX_BACKEND_NESTED_TRACE'
  | 'GANX_BACKEND_UNSUPPORTED'
  | 'GANX_BACKEND_SIGNATURE'
  | 'GANX_BACKEND_VARIABLE'
  | 'GANX_BACKEND_DISPOSED'
  | 'GANX_BACKEND_EXPORT'
  | 'GANX_BACKEND_SESSION';

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

/** Data of a traced tensor was asked for. */
export class UntraceableError extends BackendError {
  constructor(op: string, shape: readonly number[], dtype: string) {
    super(
      'GANX_BACKEND_UNTRACEABLE',
      `The values of a traced tensor were read (made by ${op}, shape [${shape}], ${dtype}). ` +
        'While a function is being compiled its tensors have no values yet. ' +
        'Return the tensor from the function and read it after the call, ' +
        'pass numbers that change through hostInput() or as inputs, ' +
        'and express choices with tf.where instead of reading and branching.',
      { op, shape, dtype },
    );
    this.name = 'UntraceableError';
  }
}
