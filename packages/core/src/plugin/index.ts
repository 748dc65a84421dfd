export { Breather } from '../breather.js';
export {
  bestFirst,
  bestOf,
  compareValues,
  type Goal,
  isBetter,
  type Measured,
  middleOf,
  reaches,
} from '../ranking.js';
export * from './advice.js';
export * from './augmentation.js';
export * from './balance.js';
export * from './callback.js';
export { type PluginCode, pluginCodes } from './codes.js';
export * from './component.js';
export * from './conditioning.js';
export * from './dataset.js';
export * from './events.js';
export { examinePlugin, type PluginFault } from './examine.js';
export * from './feature-extractor.js';
export * from './json.js';
export * from './kinds.js';
export * from './launcher.js';
export * from './layer.js';
export * from './logger.js';
export * from './loss.js';
export * from './metric.js';
export * from './moving.js';
export * from './network.js';
export * from './optimizer.js';
export * from './options.js';
export * from './origin.js';
export * from './plugin.js';
export * from './pruner.js';
export * from './random.js';
export * from './registry.js';
export * from './regularizer.js';
export * from './run-facts.js';
export * from './saved-state.js';
export * from './schedule.js';
export * from './search.js';
export * from './stopping-rule.js';
export * from './tensors.js';
export * from './term.js';
export * from './weight-transform.js';
