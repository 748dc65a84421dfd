export { exitCodeOf } from '../exit-code.js';
export { type CheckpointContent, Checkpoints } from './checkpoint.js';
export {
  type CheckpointChoice,
  checkpointsOf,
  type DamagedCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
} from './choose-checkpoint.js';
export { EventLog } from './event-log.js';
export { findRun, listRuns, type RunReference } from './find-run.js';
export { fromFloat16, toFloat16 } from './float16.js';
export { createRunFolder, type RunFolder } from './folder.js';
export { holderOf, type LockHolder, RunLock } from './lock.js';
export { writeManifest, writeSources } from './manifest.js';
export { readCheckpoint } from './read-checkpoint.js';
export { type RunResult, type RunStatus, readResult, writeResult } from './result.js';
export { type RunState, readRunState } from './run-state.js';
export { decodeSafetensors, encodeSafetensors, type FloatTensor, type StoredDtype } from './safetensors.js';
export { replaceFile } from './write-file.js';
