/** Every code that this package gives, with what it means. Stable; `docs/reference/errors.md` is made from it. */
export const codes = {
  GANX_BACKEND_MISSING: "ONNX Runtime's package is not installed, or its native library does not load here.",
  GANX_BACKEND_DEVICE: 'The device does not work here; the message says what is missing.',
  GANX_BACKEND_UNTRACEABLE:
    'A function that is being compiled read the values of a tensor, which has none yet.',
  GANX_BACKEND_INACTIVE: 'Another TensorFlow.js backend is active than the one that is needed.',
  GANX_BACKEND_NESTED_TRACE: 'A compiled function was called while another one is being traced.',
  GANX_BACKEND_UNSUPPORTED: 'An operation or a type of values has no form in an ONNX graph.',
  GANX_BACKEND_SIGNATURE:
    'The inputs or the results of a compiled function are not of the form that it needs.',
  GANX_BACKEND_VARIABLE: 'A variable was made inside a compiled function with a value that is not constant.',
  GANX_BACKEND_DISPOSED: 'A compiled function, a session or a variable is used after it was disposed.',
  GANX_BACKEND_EXPORT: 'A function cannot be exported, since it changes variables or draws random numbers.',
  GANX_BACKEND_SESSION: 'ONNX Runtime failed, or refused a model that this package made.',
} as const;
