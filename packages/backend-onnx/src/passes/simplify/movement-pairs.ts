import * as g from '../../graph/index.js';

/** Two transposes, or two reshapes, in a row are one, or none; moving only axes of length 1 is reshaping. */
export const movementPairs: g.Rule = (node, inputs) => {
  if (node.domain !== '') return null;
  const x = inputs[0]!;
  if (node.op === 'Transpose') {
    const perm = permOf(node);
    const before = x?.node?.op === 'Transpose' ? permOf(x.node) : null;
    if (before)
      return [
        g.transpose(
          x!.node!.inputs[0]!,
          perm.map((axis) => before[axis]!),
        ),
      ];
    const moved = perm.filter((axis) => x!.shape[axis] !== 1);
    if (moved.every((axis, i) => i === 0 || axis > moved[i - 1]!))
      return [g.reshape(x!, node.outputs[0]!.shape)];
  }
  if (node.op === 'Reshape') {
    const shape = node.outputs[0]!.shape;
    if (x!.node?.op === 'Reshape' || g.sameShape(x!.shape, shape)) return [g.reshape(x!, shape)];
  }
  return null;
};

function permOf(node: g.Node): readonly number[] {
  return (node.attributes.perm as { is: readonly number[] }).is;
}
