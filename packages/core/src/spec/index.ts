export { type AdviceCode, adviceCodes, knownAdviceCodes } from './advice/codes.js';
export { adviseExperiment, type SpecAdvice } from './advice/index.js';
export { type SpecCode, specCodes } from './codes.js';
export { componentSchema, kindNames, ownOptions, sweepKinds } from './component-schema.js';
export { experimentSchema } from './editor/experiment-schema.js';
export { examineExamples } from './examine-examples.js';
export type { InstalledPlugin } from './installed-plugin.js';
export type { ListedPlugin } from './listed-plugins.js';
export {
  type InvalidSpec,
  type LoadedSpec,
  type LoadOptions,
  loadExperiment,
  type ValidSpec,
} from './load.js';
export type { Place, SourceText } from './place.js';
export { printSpec } from './print.js';
export * from './problem.js';
export type { Origin, Provenance } from './provenance.js';
export { type RenderSettings, renderAdvice, renderProblems } from './render.js';
export { resolveLayers } from './resolve-layers.js';
export { checkSemantics } from './semantics/index.js';
export { shellWord } from './shell-word.js';
export { plainForm, type SpecVariable, type StoredForm } from './stored-form.js';
export * from './types.js';
