import type { OpenedExperiment } from '../../experiment/opened.js';
import type { ValidSpec } from '../load.js';
import type { SpecProblem } from '../problem.js';
import { checkAveraging } from './averaging.js';
import { checkBatchOfOne } from './batch-of-one.js';
import { checkClasses } from './classes.js';
import { checkFeatures } from './features.js';
import { checkFits } from './fits.js';
import { checkIgnoredAdvice } from './ignored-advice.js';
import { checkMeasuredNames } from './measured-names.js';
import { checkMonitors } from './monitors.js';
import { checkNeeds } from './needs.js';
import { checkOptions } from './options.js';
import { checkOutputRange } from './output-range.js';
import { checkRange } from './range.js';
import { checkRoles } from './roles.js';
import { checkSamples } from './samples.js';
import { checkTerms } from './terms.js';
import { isConditional, type SemanticView } from './view.js';

const checks: readonly ((view: SemanticView) => readonly SpecProblem[])[] = [
  checkRange,
  checkNeeds,
  checkClasses,
  checkRoles,
  checkMeasuredNames,
  checkMonitors,
  checkFeatures,
  checkFits,
  checkOptions,
  checkOutputRange,
  checkBatchOfOne,
  checkIgnoredAdvice,
  checkTerms,
  checkSamples,
  checkAveraging,
];

/** Whether the parts of a valid spec fit together and with its data, as far as that can be told without tensors. */
export function checkSemantics(loaded: ValidSpec, experiment: OpenedExperiment): readonly SpecProblem[] {
  const view: SemanticView = { ...experiment, loaded, conditional: isConditional(experiment) };
  const problems = new Map<string, SpecProblem>();
  for (const check of checks) {
    // One problem per place: a mistake that several checks see is told by the first.
    for (const problem of check(view)) if (!problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return [...problems.values()];
}
