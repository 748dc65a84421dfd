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
export { eagerCompute } from './build/eager-compute.js';
export { planExperiment } from './build/plan.js';
export { stateShapes } from './build/state-shapes.js';
export {
  openTrained,
  type Trained,
  type TrainedNetwork,
  type TrainedRequest,
  type WeightsChoice,
} from './look/open-trained.js';
export { isOrigin } from './state/origin.js';
export type { HostTensor, Snapshot, SnapshotFacts } from './state/state.js';
export { resumeExperiment } from './train/resume.js';
export { runExperiment } from './train/run.js';
