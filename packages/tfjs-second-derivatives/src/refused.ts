import {
  Complex,
  ComplexAbs,
  CropAndResize,
  Cumprod,
  Dilation2DBackpropFilter,
  Dilation2DBackpropInput,
  FFT,
  type GradConfig,
  IFFT,
  Imag,
  LRNGrad,
  MaxPool3DGrad,
  Real,
  RotateWithOffset,
  StridedSlice,
  Transform,
} from '@tensorflow/tfjs-core';
import { GradientError } from './error.js';

const complex =
  'complex numbers have no gradient. Compute with real and imaginary parts as tensors of their own.';
const second = 'it cannot be differentiated twice.';

const reasons: Readonly<Record<string, string>> = {
  [Complex]: complex,
  [ComplexAbs]: complex,
  [FFT]: complex,
  [IFFT]: complex,
  [Imag]: complex,
  [Real]: complex,
  [CropAndResize]: 'it has no gradient. Use slices and image.resizeBilinear.',
  [Cumprod]: 'products on the way have no gradient. Use exp(cumsum(log(x))) where x is positive.',
  [Dilation2DBackpropFilter]: second,
  [Dilation2DBackpropInput]: second,
  [LRNGrad]: second,
  [MaxPool3DGrad]: second,
  [RotateWithOffset]: 'it has no gradient. Gather the pixels by computed indices.',
  [StridedSlice]: 'it has no gradient. Use gather with the indices of the step.',
  [Transform]: 'it has no gradient. Gather the pixels by computed indices.',
};

/** Operations whose derivative is not there, or would be wrong: asked for, it throws with the name and a way out. */
export const refused: readonly GradConfig[] = Object.entries(reasons).map(([kernelName, reason]) => ({
  kernelName,
  gradFunc: () => {
    throw new GradientError(kernelName, reason);
  },
}));
