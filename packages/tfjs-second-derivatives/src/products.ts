import {
  BatchMatMul,
  broadcast_util,
  Einsum,
  einsum,
  type GradConfig,
  matMul,
  mul,
  type NamedAttrMap,
  ones,
  reshape,
  sum,
  type Tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import { GradientError } from './error.js';

/** Sums over batches that an input was repeated for; matrices themselves are never broadcast. */
function unbatch(slope: Tensor, shape: readonly number[]): Tensor {
  const axes = broadcast_util.getReductionAxes(shape.slice(0, -2), slope.shape.slice(0, -2));
  return axes.length > 0 ? reshape(sum(slope, axes), [...shape]) : slope;
}

/**
 * Products. TensorFlow.js 4.22 throws where a batch is multiplied by one matrix, and einsum (and with it
 * `image.rgbToGrayscale`) has no gradient.
 */
export const products: readonly GradConfig[] = [
  {
    kernelName: BatchMatMul,
    inputsToSave: ['a', 'b'],
    gradFunc: (d, [a, b], attrs: NamedAttrMap) => {
      const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
      const dy = d as Tensor;
      return {
        a: () =>
          unbatch(
            transposeA ? matMul(b!, dy, transposeB, true) : matMul(dy, b!, false, !transposeB),
            a!.shape,
          ),
        b: () =>
          unbatch(
            transposeB ? matMul(dy, a!, true, transposeA) : matMul(a!, dy, !transposeA, false),
            b!.shape,
          ),
      };
    },
  },
  {
    kernelName: Einsum,
    saveAllInputs: true,
    gradFunc: (dy, operands, attrs: NamedAttrMap) => {
      const [left, result] = (attrs.equation as string).replace(/\s/g, '').split('->') as [string, string];
      const terms = left.split(',');
      return Object.fromEntries(
        operands.map((_, i) => [i, () => slopeOfTerm(dy as Tensor, operands, terms, result, i)]),
      );
    },
  },
];

/** The einsum of dy and the other operands; a letter that this operand alone has was summed, and its slope is repeated. */
function slopeOfTerm(
  dy: Tensor,
  operands: readonly Tensor[],
  terms: readonly string[],
  result: string,
  i: number,
): Tensor {
  const [own, shape] = [terms[i]!, operands[i]!.shape];
  if (new Set(own).size !== own.length)
    throw new GradientError(Einsum, `a term with a letter twice ("${own}") has no gradient here.`);
  const others = operands.flatMap((operand, j) => (j === i ? [] : [{ operand, term: terms[j]! }]));
  const known = new Set([result, ...others.map(({ term }) => term)].join(''));
  const left = [...own].filter((letter) => known.has(letter));
  const equation = `${[result, ...others.map(({ term }) => term)].join(',')}->${left.join('')}`;
  // Not an einsum where there is nothing to multiply: on `cpu` one that changes nothing returns its very operand.
  const slope =
    others.length > 0
      ? einsum(equation, dy, ...others.map(({ operand }) => operand))
      : transpose(
          dy,
          left.map((letter) => result.indexOf(letter)),
        );
  if (left.length === own.length) return slope;
  const spread = [...own].map((letter, axis) => (known.has(letter) ? shape[axis]! : 1));
  return mul(reshape(slope, spread), ones(shape));
}
