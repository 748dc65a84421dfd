import type { AugmentationComponent } from './augmentation.js';
import type { BalanceComponent } from './balance.js';
import type { CallbackComponent } from './callback.js';
import type { ConditioningComponent } from './conditioning.js';
import type { DatasetComponent } from './dataset.js';
import type { FeatureExtractorComponent } from './feature-extractor.js';
import type { LauncherComponent } from './launcher.js';
import type { LayerComponent } from './layer.js';
import type { LoggerComponent } from './logger.js';
import type { LossComponent } from './loss.js';
import type { MetricComponent } from './metric.js';
import type { NetworkComponent } from './network.js';
import type { OptimizerComponent } from './optimizer.js';
import type { PrunerComponent } from './pruner.js';
import type { RegularizerComponent } from './regularizer.js';
import type { ScheduleComponent } from './schedule.js';
import type { SearchComponent } from './search.js';
import type { StoppingRuleComponent } from './stopping-rule.js';
import type { WeightTransformComponent } from './weight-transform.js';

/** The component type of each kind. */
export interface ComponentOf {
  augmentation: AugmentationComponent;
  balance: BalanceComponent;
  callback: CallbackComponent;
  conditioning: ConditioningComponent;
  dataset: DatasetComponent;
  'feature-extractor': FeatureExtractorComponent;
  launcher: LauncherComponent;
  layer: LayerComponent;
  logger: LoggerComponent;
  loss: LossComponent;
  metric: MetricComponent;
  network: NetworkComponent;
  optimizer: OptimizerComponent;
  pruner: PrunerComponent;
  regularizer: RegularizerComponent;
  schedule: ScheduleComponent;
  search: SearchComponent;
  'stopping-rule': StoppingRuleComponent;
  'weight-transform': WeightTransformComponent;
}

/** A component of any kind. */
export type AnyComponent = ComponentOf[keyof ComponentOf];

/** Who a plugin is; recorded in every run that uses it. */
export interface PluginMeta {
  /** As its package. */
  readonly name: string;
  /** Semver, as `1.0.0`. */
  readonly version: string;
  /** A kebab-case word. Third-party types are addressed as `namespace/type`; only the built-in plugin has none. */
  readonly namespace?: string;
  /** Semver range of the plugin API (`ganxApi`) that it was written for, as `^0.1.0`; another one is refused. */
  readonly ganxApi: string;
}

/** Components that come together. A plain value: nothing registers itself when its module is imported. */
export interface Plugin {
  readonly meta: PluginMeta;
  readonly components: readonly AnyComponent[];
}

/** The version of these contracts; plugins name a range of it. */
export const ganxApi = '0.1.0';

/**
 * A plugin, for the default export of a module that specs list under `plugins:`.
 *
 * ```ts
 * import { defineBalance, definePlugin } from '@ganx/core/plugin';
 *
 * const generous = defineBalance({
 *   type: 'generous',
 *   description: 'The generator trains alone.',
 *   examples: [{ type: 'generous' }],
 *   create: () => ({ next: () => ({ phase: 'generator', endsIteration: true, reason: 'it always does' }) }),
 * });
 *
 * export default definePlugin({
 *   meta: { name: 'my-plugin', version: '1.0.0', namespace: 'mine', ganxApi: '^0.1.0' },
 *   components: [generous],
 * });
 * ```
 */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
