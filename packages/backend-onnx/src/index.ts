export { registerOnnxBackend, type OnnxBackendOptions } from './register.js';
export {
  compile,
  type CompileOptions,
  type CompiledFunction,
  type Feed,
  type Feeds,
  type HostArray,
  type Traced,
} from './compile/compile.js';
export { hostInput, isTracing, type FeedArray, type HostInputOptions } from './compile/host-input.js';
export type { CompileStats } from './compile/stats.js';
export { BackendError, UntraceableError, type BackendErrorCode } from './errors.js';
export { registerSecondOrderGradients } from './gradients/second-order.js';
