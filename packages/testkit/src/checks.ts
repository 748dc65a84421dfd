import type { AnyComponent } from '@ganx/core/plugin';
import { augmentationChecks } from './augmentation-checks.js';
import { balanceChecks } from './balance-checks.js';
import type { Check, CheckContext } from './check.js';
import { conditioningChecks } from './conditioning-checks.js';
import { layerChecks } from './layer-checks.js';
import { lossChecks } from './loss-checks.js';
import { networkChecks } from './network-checks.js';
import { optimizerChecks } from './optimizer-checks.js';
import { regularizerChecks } from './regularizer-checks.js';
import { schemaChecks } from './schema-checks.js';
import { stoppingChecks } from './stopping-checks.js';

/** All claims about one component: those of every kind and those of its own. */
export function checksOf(component: AnyComponent, context: CheckContext): Check[] {
  return [...schemaChecks(component, context), ...ownChecks(component, context)];
}

function ownChecks(component: AnyComponent, context: CheckContext): Check[] {
  switch (component.kind) {
    case 'augmentation':
      return augmentationChecks(component, context);
    case 'balance':
      return balanceChecks(component, context);
    case 'conditioning':
      return conditioningChecks(component, context);
    case 'layer':
      return layerChecks(component, context);
    case 'loss':
      return lossChecks(component, context);
    case 'network':
      return networkChecks(component, context);
    case 'optimizer':
      return optimizerChecks(component, context);
    case 'regularizer':
      return regularizerChecks(component, context);
    case 'stopping-rule':
      return stoppingChecks(component, context);
    // These need data, files or a run; their schema and examples are checked like all others'.
    case 'callback':
    case 'dataset':
    case 'feature-extractor':
    case 'launcher':
    case 'logger':
    case 'metric':
    case 'pruner':
    case 'search':
      return [];
  }
}
