import * as g from '../graph/index.js';
import { ELEMENTWISE } from './simplify/elementwise-operations.js';

const BINARY = new Set(['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual', 'Pow', 'PRelu']);

/**
 * Gives single numbers enough axes to meet an array that ends in axes of length 1:
 *
 *   x * 2      to  x * [[2]]      where x is [B,1]
 *
 * ONNX Runtime (1.30, Broadcaster) merges the axes of an array with a number of rank 0 into one loop, unless the last one is 1: then
 * it calls the kernel for each element, fifty times slower. Grey images and scores are such arrays.
 */
export const scalarOperands: g.Rule = (node, inputs) => {
  if (node.domain !== '' || !(ELEMENTWISE.has(node.op) || BINARY.has(node.op)) || inputs.length !== 2)
    return null;
  const { shape } = node.outputs[0]!;
  if (shape.at(-1) !== 1 || g.sizeOf(shape) === 1) return null;
  const rank = shape.length - shape.findLastIndex((size) => size !== 1);
  const operands = inputs as readonly g.Value[];
  const widened = operands.map((v) => (v.rank < rank && g.sizeOf(v.shape) === 1 ? widen(v, rank) : v));
  return widened.some((operand, i) => operand !== operands[i]) ? g.cloneNode(node, widened) : null;
};

function widen(value: g.Value, rank: number): g.Value {
  const shape = new Array<number>(rank).fill(1);
  const data = g.constantData(value);
  return data ? g.constant(data, shape, value.type) : g.reshape(value, shape);
}
