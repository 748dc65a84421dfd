import { OptionsError } from '../../errors.js';
import type { ComponentKind } from '../../plugin/options.js';
import { ownOptions } from '../component-schema.js';
import { join } from '../path.js';
import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/** Kinds whose factories take options and nothing else. */
const byOptionsAlone = [
  'augmentation',
  'balance',
  'callback',
  'conditioning',
  'loss',
  'metric',
  'optimizer',
  'regularizer',
  'stopping-rule',
] as const satisfies readonly ComponentKind[];

/**
 * Options of one component fit each other. Only the component knows, so it is made once; anything that it throws but an
 * OptionsError is told when the experiment is built.
 */
export function checkOptions({ loaded, used }: SemanticView): readonly SpecProblem[] {
  return used.flatMap(({ kind, path, spec, component }) => {
    if (!(byOptionsAlone as readonly ComponentKind[]).includes(kind)) return [];
    try {
      (component as { create(options: unknown): unknown }).create(ownOptions(kind, spec));
      return [];
    } catch (error) {
      if (!(error instanceof OptionsError)) return [];
      return [loaded.problem(join(path, error.option), 'GANX_SPEC_SEMANTIC', error.message)];
    }
  });
}
