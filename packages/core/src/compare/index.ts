export { type ComparedMetric, type CompareOptions, type Comparison, compareRuns } from './compare-runs.js';
export { comparisonJson } from './comparison-json.js';
export { filterRuns, type RunFilters } from './filter-runs.js';
export { findRuns, type RunChoice } from './find-runs.js';
export { type DiffLine, diffLines, diffSpecs, type Hunk } from './line-diff.js';
export type { Notice } from './notice.js';
export { type ComparedRun, readRun } from './read-run.js';
export type { Which } from './seed-groups.js';
export { type Cell, type Column, cellText, runsTable, seedsTable, type Table } from './tables.js';
