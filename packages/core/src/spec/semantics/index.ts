import type { DatasetInfo } from '../../plugin/dataset.js';
import type { Registry } from '../../plugin/registry.js';
import { componentsOf } from '../components.js';
import type { ValidSpec } from '../load.js';
import type { SpecProblem } from '../problem.js';
import { checkFeatures } from './features.js';
import { checkFits } from './fits.js';
import { checkMeasuredNames } from './measured-names.js';
import { checkMonitors } from './monitors.js';
import { checkNeeds } from './needs.js';
import { checkOptions } from './options.js';
import { checkOutputRange } from './output-range.js';
import { checkRange } from './range.js';
import { checkRoles } from './roles.js';
import { isConditional, type SemanticView } from './view.js';

const checks: readonly ((view: SemanticView) => readonly SpecProblem[])[] = [
  checkRange,
  checkNeeds,
  checkRoles,
  checkMeasuredNames,
  checkMonitors,
  checkFeatures,
  checkFits,
  checkOptions,
  checkOutputRange,
];

/** Whether the parts of a valid spec fit together and with its data, as far as that can be told without tensors. */
export function checkSemantics(
  loaded: ValidSpec,
  info: DatasetInfo,
  registry: Registry,
): readonly SpecProblem[] {
  const used = componentsOf(loaded.spec, registry);
  const view: SemanticView = {
    loaded,
    spec: loaded.spec,
    info,
    registry,
    used,
    conditional: isConditional(loaded.spec, info, registry),
  };
  const problems = new Map<string, SpecProblem>();
  for (const check of checks) {
    // One problem per place: a mistake that several checks see is told by the first.
    for (const problem of check(view)) if (!problems.has(problem.path)) problems.set(problem.path, problem);
  }
  return [...problems.values()];
}
