import {
  type GradConfig,
  image,
  type NamedAttrMap,
  ResizeBilinearGrad,
  ResizeNearestNeighborGrad,
  type Tensor4D,
  zeros,
} from '@tensorflow/tfjs-core';

/** Resizing is linear, and so is its gradient in dy: the derivative by dy is resizing again. By the images it is 0. */
export const resizing: readonly GradConfig[] = [
  [ResizeNearestNeighborGrad, image.resizeNearestNeighbor] as const,
  [ResizeBilinearGrad, image.resizeBilinear] as const,
].map(([kernelName, resize]) => ({
  kernelName,
  inputsToSave: ['images', 'dy'],
  gradFunc: (d, [images, dy], attrs: NamedAttrMap) => ({
    dy: () =>
      resize(
        d as Tensor4D,
        dy!.shape.slice(1, 3) as [number, number],
        attrs.alignCorners as boolean,
        (attrs.halfPixelCenters as boolean | undefined) ?? false,
      ),
    images: () => zeros(images!.shape),
  }),
}));
