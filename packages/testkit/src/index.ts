export { simulateBalance } from './balance-checks.js';
export type { Check, CheckContext, Deviation, Hint, Hints, OtherBackend } from './check.js';
export { checksOf } from './checks.js';
export {
  contextOf,
  describeComponentAlone,
  describePlugin,
  type PluginSuiteOptions,
} from './describe-plugin.js';
export { ContractError, type Fault } from './fault.js';
export { buildLayers, type LayerModel, type LayerModelRequest, oneHots } from './layer-model.js';
export { firstState, openOptimizer, stepOnQuadratic, withoutParts } from './optimizer-checks.js';
export { resolveOptions } from './options.js';
export { RewindableRandom } from './random.js';
export { countersAt, statsAt, stopViewAt } from './run-views.js';
export { expectSlope, expectSlopeOfVariables, pattern, patternTensor, type SlopeOptions } from './slopes.js';
export { type CriticAnswer, type StepViewRequest, stepView } from './step-view.js';
