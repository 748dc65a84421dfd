import { type Rule, rewrite, type Value } from '../../graph/index.js';
import { activationGradients } from './activation-gradients.js';
import { broadcastOperands } from './broadcast-operands.js';
import { leadingAxes } from './leading-axes.js';
import { movementPairs } from './movement-pairs.js';
import { neutralOperands } from './neutral-operands.js';
import { reshapedOperands } from './reshaped-operands.js';
import { spreadResults } from './spread-results.js';
import { zeroOperands } from './zero-operands.js';

const RULES: readonly Rule[] = [
  zeroOperands,
  spreadResults,
  broadcastOperands,
  leadingAxes,
  neutralOperands,
  activationGradients,
  reshapedOperands,
  movementPairs,
];
const MAX_WALKS = 6;

/** Applies the local rules until none applies. */
export function simplify(outputs: readonly Value[]): Value[] {
  let graph = [...outputs];
  for (let walk = 0; walk < MAX_WALKS; walk++) {
    let changed = false;
    graph = rewrite(graph, (node, inputs) => {
      for (const rule of RULES) {
        const results = rule(node, inputs);
        if (!results) continue;
        changed = true;
        return results;
      }
      return null;
    });
    if (!changed) break;
  }
  return graph;
}
