export {
  type CompiledFunction,
  type CompileOptions,
  compile,
  type Feed,
  type Feeds,
  type HostArray,
  type Traced,
} from './compile/compile.js';
export { type FeedArray, type HostInputOptions, hostInput, isTracing } from './compile/host-input.js';
export type { CompileStats } from './compile/stats.js';
export { BackendError, type BackendErrorCode, UntraceableError } from './errors.js';
export {
  type ExportedModel,
  type ExportInput,
  type ExportOptions,
  exportModel,
} from './export/export-model.js';
export { type ModelFeed, runModel } from './export/run-model.js';
export { type OnnxBackendOptions, registerOnnxBackend } from './register.js';
export { type Device, type DevicePresence, devices, probeDevice } from './session/device.js';
export { onnxRuntimeVersion } from './session/runtime.js';
