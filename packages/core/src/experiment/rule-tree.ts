import type { Registry, StoppingRule } from '../plugin/index.js';
import type { ComponentSpec, StopSpec } from '../spec/types.js';
import { named } from './named.js';
import type { Named, RuleTree } from './opened.js';

/** The rules of `stop:`, each by its place. */
export function ruleTree(registry: Registry, node: StopSpec, place: string): RuleTree {
  for (const combine of ['any', 'all'] as const) {
    const children = (node as { readonly [key: string]: readonly StopSpec[] | undefined })[combine];
    if (!('type' in node) && children) {
      const of = children.map((child, index) => ruleTree(registry, child, `${place}.${combine}.${index}`));
      return { combine, of };
    }
  }
  return named(registry, 'stopping-rule', place, node as ComponentSpec);
}

/** All rules of a tree, in the order of the spec. */
export function rulesOf(tree: RuleTree): readonly Named<StoppingRule>[] {
  return 'of' in tree ? tree.of.flatMap(rulesOf) : [tree];
}
