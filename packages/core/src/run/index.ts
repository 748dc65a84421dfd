export { exitCodeOf } from '../exit-code.js';
export { type CheckpointContent, Checkpoints, readCheckpoint } from './checkpoint.js';
export { EventLog } from './event-log.js';
export { createRunFolder, type RunFolder } from './folder.js';
export { writeManifest, writeSources } from './manifest.js';
export { decodeSafetensors, encodeSafetensors, type FloatTensor } from './safetensors.js';
export { replaceFile } from './write-file.js';
