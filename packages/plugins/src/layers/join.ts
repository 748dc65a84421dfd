import { defineLayer } from '@ganx/core/plugin';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';

/**
 * Several outputs in one.
 *
 *   add        y = a + b + ...
 *   mean       y = (a + b + ...) / n
 *   multiply   y = a * b * ...
 *   concat     y = the values of a, then of b, ..., along the last axis
 *
 * Shapes     alike; for concat all axes but the last.
 */
export const join = defineLayer({
  type: 'join',
  description: 'Several outputs in one: their sum, mean, product, or one after the other.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      how: {
        description: 'add, mean and multiply by elements, or concat along the last axis (channels).',
        type: 'string',
        enum: ['add', 'mean', 'multiply', 'concat'],
        default: 'add',
      },
    },
  },
  examples: [
    { type: 'join', from: ['left', 'right'] },
    { type: 'join', from: ['left', 'right'], how: 'concat' },
  ],
  takesSeveral: true,
  create: ({ how }, { inputs, name }) => {
    const layer = {
      add: () => layers.add({ name }),
      mean: () => layers.average({ name }),
      multiply: () => layers.multiply({ name }),
      concat: () => layers.concatenate({ name, axis: -1 }),
    }[how]();
    return () => {
      requireAlike(inputs, how === 'concat');
      return layer.apply([...inputs]) as SymbolicTensor;
    };
  },
});

function requireAlike(inputs: readonly SymbolicTensor[], butLast: boolean): void {
  const sizes = (x: SymbolicTensor) => x.shape.slice(1, butLast ? -1 : undefined).join();
  const [first, ...rest] = inputs as readonly [SymbolicTensor, ...SymbolicTensor[]];
  const other = rest.find((x) => x.shape.length !== first.shape.length || sizes(x) !== sizes(first));
  if (!other) return;
  const shown = (x: SymbolicTensor) => `[${x.shape.slice(1).join(', ')}]`;
  throw new Error(
    `${shown(first)} and ${shown(other)} cannot be joined; ${butLast ? 'all axes but the last' : 'their shapes'} must agree.`,
  );
}
