import type { AnyComponent } from '@ganx/core/plugin';
import { adviceChecks } from './advice-checks.js';
import { augmentationChecks, augmentationTrials } from './augmentation-checks.js';
import { balanceChecks } from './balance-checks.js';
import { callbackChecks } from './callback-checks.js';
import { type Check, type CheckContext, explained, hintFor } from './check.js';
import { conditioningChecks } from './conditioning-checks.js';
import { datasetChecks } from './dataset-checks.js';
import { featureExtractorChecks } from './feature-extractor-checks.js';
import { launcherChecks } from './launcher-checks.js';
import { layerChecks, layerTrials } from './layer-checks.js';
import { loggerChecks } from './logger-checks.js';
import { lossChecks, lossTrials } from './loss-checks.js';
import { metricChecks } from './metric-checks.js';
import { networkChecks } from './network-checks.js';
import { optimizerChecks, optimizerTrials } from './optimizer-checks.js';
import { regularizerChecks, regularizerTrials } from './regularizer-checks.js';
import { rehearsalChecks } from './rehearsal-checks.js';
import { scheduleChecks } from './schedule-checks.js';
import { schemaChecks } from './schema-checks.js';
import { stoppingChecks } from './stopping-checks.js';
import { prunerChecks, searchChecks } from './sweep-checks.js';
import { backendChecks, type Trial } from './trial.js';
import { weightTransformChecks, weightTransformTrials } from './weight-transform-checks.js';

/** All claims about one component: those of every kind, those of its own, and those about its part in a training. */
export function checksOf(component: AnyComponent, context: CheckContext): Check[] {
  const definition = [...schemaChecks(component, context), ...adviceChecks(component, context)];
  const behaviour =
    hintFor(component, context).skip === undefined
      ? [
          ...ownChecks(component, context),
          ...rehearsalChecks(component, context),
          ...backendChecks(() => trialsOf(component, context), context.backends),
        ]
      : [];
  return [...definition, ...behaviour].map((check) => explained(component, check));
}

function ownChecks(component: AnyComponent, context: CheckContext): Check[] {
  switch (component.kind) {
    case 'augmentation':
      return augmentationChecks(component, context);
    case 'balance':
      return balanceChecks(component, context);
    case 'callback':
      return callbackChecks(component, context);
    case 'conditioning':
      return conditioningChecks(component, context);
    case 'dataset':
      return datasetChecks(component, context);
    case 'feature-extractor':
      return featureExtractorChecks(component, context);
    case 'layer':
      return layerChecks(component, context);
    case 'logger':
      return loggerChecks(component, context);
    case 'loss':
      return lossChecks(component, context);
    case 'metric':
      return metricChecks(component, context);
    case 'network':
      return networkChecks(component, context);
    case 'optimizer':
      return optimizerChecks(component, context);
    case 'regularizer':
      return regularizerChecks(component, context);
    case 'schedule':
      return scheduleChecks(component, context);
    case 'stopping-rule':
      return stoppingChecks(component, context);
    case 'pruner':
      return prunerChecks(component, context);
    case 'search':
      return searchChecks(component, context);
    case 'launcher':
      return launcherChecks(component, context);
    case 'weight-transform':
      return weightTransformChecks(component, context);
  }
}

/** What a component computes in tensors inside a step; empty for kinds that do not. */
function trialsOf(component: AnyComponent, context: CheckContext): readonly Trial[] {
  switch (component.kind) {
    case 'augmentation':
      return augmentationTrials(component, context);
    case 'layer':
      return layerTrials(component, context);
    case 'loss':
      return lossTrials(component, context);
    case 'optimizer':
      return optimizerTrials(component, context);
    case 'regularizer':
      return regularizerTrials(component, context);
    case 'weight-transform':
      return weightTransformTrials(component, context);
    default:
      return [];
  }
}
