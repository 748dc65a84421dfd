export { distributions } from './distribution.js';
export { type Expression, ExpressionError, parseExpression } from './expression.js';
export { type InvalidSweep, loadSweep, type SweepRequest, type ValidSweep } from './load.js';
export { normalCdf, normalDensity, normalQuantile } from './normal.js';
export { type Parameter, parameterKeys } from './parameters.js';
export { proposalRandom } from './random.js';
export { ignoredKeys, type SweepSpec } from './skeleton.js';
export { type Assignment, type Axis, Space, type Values } from './space.js';
