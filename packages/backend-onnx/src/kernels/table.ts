import { activationKernels } from './activations.js';
import { binaryKernels } from './binary.js';
import { convolutionKernels } from './convolution.js';
import { creationKernels } from './creation.js';
import type { KernelTable } from './kernel.js';
import { matmulKernels } from './matmul.js';
import { normalizationKernels } from './normalization.js';
import { poolingKernels } from './pooling.js';
import { reductionKernels } from './reductions.js';
import { resizingKernels } from './resizing.js';
import { scatteringKernels } from './scattering.js';
import { selectionKernels } from './selection.js';
import { shapingKernels } from './shaping.js';
import { softmaxKernels } from './softmax.js';
import { unaryKernels } from './unary.js';
import { volumeKernels } from './volumes.js';

/** Every kernel that records graph nodes, by its TensorFlow.js name. */
export const kernelTable: KernelTable = {
  ...activationKernels,
  ...binaryKernels,
  ...convolutionKernels,
  ...creationKernels,
  ...matmulKernels,
  ...normalizationKernels,
  ...poolingKernels,
  ...reductionKernels,
  ...resizingKernels,
  ...scatteringKernels,
  ...selectionKernels,
  ...shapingKernels,
  ...softmaxKernels,
  ...unaryKernels,
  ...volumeKernels,
};
