export { CounterStream, DataOrder, RandomStreams } from '../random/index.js';
export { type RunResult, type RunStatus, readCheckpoint } from '../run/index.js';
export type {
  LayerSummary,
  MemoryEstimate,
  NetworkSummary,
  Plan,
  PlanRequest,
  RunOptions,
} from './api.js';
export { eagerCompute } from './eager-compute.js';
export { planExperiment } from './plan.js';
export { runExperiment } from './run.js';
export type { HostTensor, Snapshot, SnapshotFacts } from './state.js';
