import type { LayerContext } from '@ganx/core/plugin';

/** The input as [H,W,C], or an error that says what to do. */
export function expectImage({ inputShape }: LayerContext, type: string): readonly [number, number, number] {
  const [height, width, channels] = inputShape;
  if (inputShape.length !== 3) {
    throw new Error(
      `${type} needs an image [height, width, channels], but its input is [${inputShape.join(', ')}]. Put a reshape before it.`,
    );
  }
  return [height!, width!, channels!];
}

/** The length of a flat input [n], or an error that says what to do. */
export function expectFlat({ inputShape }: LayerContext, type: string): number {
  if (inputShape.length !== 1) {
    throw new Error(
      `${type} needs a flat input [n], but its input is [${inputShape.join(', ')}]. Put a flatten before it.`,
    );
  }
  return inputShape[0]!;
}

/** How many numbers one example of this shape has. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
