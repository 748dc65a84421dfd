export * from './compute.js';
export { isDiskFull } from './disk-full.js';
export * from './errors.js';
export { exitCodeOf, exitCodeOfError, type RunExitCode } from './exit-code.js';
export { machineMemory } from './machine-memory.js';
export * from './plugin/index.js';
export { shortNumber } from './short-number.js';
export * from './spec/index.js';
export { placeInStack, shownPath, showPlace } from './stack-place.js';
