export { metricCosts, type PlannedMetric } from './metric-costs.js';
export { type OpenRequest, openExperiment } from './open.js';
export type {
  Failure,
  Named,
  NamedLogger,
  OpenedExperiment,
  OpenedMetric,
  Recurring,
  RuleTree,
  SessionComponents,
} from './opened.js';
