export { exitCodeOf } from '../exit-code.js';
export { amendmentsOf } from './amendments.js';
export { byTheClock, type CheckpointContent, Checkpoints, type Retention } from './checkpoint.js';
export {
  bestOf,
  type CheckpointChoice,
  checkpointsOf,
  type DamagedCheckpoint,
  type OpenedCheckpoint,
  openCheckpoint,
  openFirstWhole,
} from './choose-checkpoint.js';
export { compareFacts, type FactChange } from './compare-facts.js';
export {
  changesOfEnvironment,
  type EnvironmentRecord,
  environmentWarnings,
  recordEnvironment,
} from './environment-record.js';
export {
  appendEvaluation,
  type EvaluatedValue,
  type EvaluationRecord,
  evaluationJson,
  readEvaluations,
} from './evaluations.js';
export { EventLog } from './event-log.js';
export { findRun, isRun, listRuns, orderOfNew, type RunReference } from './find-run.js';
export { fromFloat16, toFloat16 } from './float16.js';
export { createRunFolder, type NewRunFolder, placeRunFolder, type RunFolder } from './folder.js';
export { requireSpace } from './free-space.js';
export { removeLeftovers, removeProducts } from './leftovers.js';
export { holderOf, holdLock, type LockHolder, lockedError, lockHolders, RunLock } from './lock.js';
export {
  comparedFactsOf,
  type Lineage,
  type ManifestFacts,
  type RunManifest,
  readManifest,
  writeManifest,
  writeSources,
} from './manifest.js';
export { readCheckpoint } from './read-checkpoint.js';
export { type LoggedEvent, readEventLog } from './read-event-log.js';
export { refuseLinks, strangersIn } from './refuse-links.js';
export { removeRun } from './remove-run.js';
export { openResult, type RunResult, type RunStatus, readResult, writeResult } from './result.js';
export { chooseRollBackPoints, rollBackPoints } from './roll-back-point.js';
export { fitsName, nameOf } from './run-name.js';
export { type RunState, readRunState } from './run-state.js';
export { decodeSafetensors, encodeSafetensors, type FloatTensor, type StoredDtype } from './safetensors.js';
export {
  beginSession,
  endedSessions,
  noteRollBack,
  type RunSession,
  readSessions,
  writeSessions,
} from './sessions.js';
export { spellOut } from './spell-out.js';
export { exactJson, parseExactJson } from './stored/exact-json.js';
export { bytesIn, type SurveyedRun, surveyRun, surveyRuns } from './survey-runs.js';
export { findUnfinished } from './unfinished.js';
export { type Damage, type VerifiedRun, verifyRun } from './verify-run.js';
export { codeOf, replaceFile } from './write-file.js';
