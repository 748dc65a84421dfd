export type { Backend, BackendContext, BackendName, Presence } from './compose/backends/backend.js';
export { backends, type Chosen, openCompute } from './compose/compute.js';
export { makeRegistry } from './compose/registry.js';
export { type ExitCode, exitCodes } from './exit-codes.js';
