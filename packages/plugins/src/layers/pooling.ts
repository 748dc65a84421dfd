import type { LayerContext, PropertySchema } from '@ganx/core/plugin';
import { expectImage } from './input-shape.js';

/** Option of the pooling layers. Windows tile the image, so that size is the stride too. */
export const poolSizeOption = {
  description:
    'Side of the square windows that tile the image, at least 2; height and width must be multiples of it.',
  type: 'integer',
  minimum: 2,
  default: 2,
} as const satisfies PropertySchema;

/**
 * Refuses images that the windows do not tile: TensorFlow.js averages over fewer values at a ragged edge, but its gradient
 * divides by the full window, and overlapping maxima have no second derivative.
 */
export function expectTiled(context: LayerContext, type: string, size: number): void {
  const [height, width] = expectImage(context, type);
  if (height % size !== 0 || width % size !== 0) {
    throw new Error(
      `${type} of size ${size} needs a height and width that are multiples of ${size}, but its input is ${height}x${width}.`,
    );
  }
}
