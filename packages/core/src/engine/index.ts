export { rangeOf } from '../data/range.js';
export { changeOfData, refuseOtherKind } from '../data/unchanged.js';
export { CounterStream, DataOrder, RandomStreams } from '../random/index.js';
export { type RunResult, type RunStatus, readCheckpoint } from '../run/index.js';
export type {
  Fork,
  Interruption,
  LayerSummary,
  MemoryEstimate,
  NetworkSummary,
  NewRunOptions,
  Plan,
  PlanRequest,
  ResumeOptions,
  RunOptions,
} from './api.js';
export { eagerCompute } from './eager-compute.js';
export {
  openTrained,
  type Trained,
  type TrainedNetwork,
  type TrainedRequest,
  type WeightsChoice,
} from './open-trained.js';
export { isOrigin } from './origin.js';
export { planExperiment } from './plan.js';
export { resumeExperiment } from './resume.js';
export { runExperiment } from './run.js';
export type { HostTensor, Snapshot, SnapshotFacts } from './state.js';
export { stateShapes } from './state-shapes.js';
