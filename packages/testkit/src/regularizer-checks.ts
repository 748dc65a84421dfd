import type { RegularizerComponent } from '@ganx/core/plugin';
import { type Check, type CheckContext, optionsOf } from './check.js';
import { type TermSubject, termChecks, termTrials } from './term-checks.js';
import { TermStage } from './term-stage.js';
import { conductChecks, type Trial } from './trial.js';

function subjects(component: RegularizerComponent, context: CheckContext): TermSubject[] {
  return optionsOf(component, context).map((options) => ({
    what: JSON.stringify(options),
    make: () => new TermStage(component.create(options)),
  }));
}

/** What it lowers, and the weights after acting on them, for each example. */
export function regularizerTrials(component: RegularizerComponent, context: CheckContext): Trial[] {
  return termTrials(subjects(component, context));
}

/** What holds for every regularizer, for each of its examples. */
export function regularizerChecks(component: RegularizerComponent, context: CheckContext): Check[] {
  return [
    ...termChecks(() => subjects(component, context)),
    ...conductChecks(() => regularizerTrials(component, context)),
  ];
}
