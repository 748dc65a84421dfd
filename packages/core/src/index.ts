export * from './compute.js';
export * from './errors.js';
export * from './plugin/index.js';
export * from './spec/index.js';
