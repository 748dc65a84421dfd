import { rewrite, type Value } from '../graph/index.js';
import { activationOutputs } from './activation-outputs.js';
import { channelFactors } from './channel-factors.js';
import { commonSubexpressions } from './common-subexpressions.js';
import { foldConstants } from './constant-folding.js';
import { convolutionEpilogue } from './convolution-epilogue.js';
import { lower } from './lower.js';
import { productBias } from './product-bias.js';
import { scalarOperands } from './scalar-operands.js';
import { simplify } from './simplify/index.js';
import { summedFactors } from './summed-factors.js';
import { tileForms } from './tile-forms.js';
import { tiledConvolutions } from './tiled-convolutions.js';

/** Each value of a traced graph once, in its simplest form. */
export function simplifyTraced(outputs: readonly Value[]): Value[] {
  return simplify(rewrite(rewrite(outputs, commonSubexpressions()), tileForms));
}

/** What is done to a simplified graph before it becomes a model. Unused nodes are gone already: graphs are reached from their outputs. */
export function optimize(outputs: readonly Value[]): Value[] {
  let graph = [...outputs];
  graph = rewrite(graph, channelFactors);
  graph = rewrite(graph, commonSubexpressions());
  graph = summedFactors(graph);
  graph = simplify(graph);
  graph = tiledConvolutions(graph);
  graph = foldConstants(graph);
  graph = productBias(graph);
  graph = activationOutputs(graph);
  graph = rewrite(graph, commonSubexpressions());
  graph = convolutionEpilogue(graph);
  graph = lower(graph);
  graph = simplify(graph);
  graph = rewrite(graph, scalarOperands);
  graph = rewrite(graph, commonSubexpressions());
  return graph;
}
