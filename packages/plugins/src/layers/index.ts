import type { LayerComponent } from '@ganx/core/plugin';
import { batchNorm } from './batch-norm.js';
import { conv } from './conv.js';
import { convTranspose } from './conv-transpose.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { elu } from './elu.js';
import { flatten } from './flatten.js';
import { layerNorm } from './layer-norm.js';
import { leakyRelu } from './leaky-relu.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';
import { selu } from './selu.js';
import { sigmoid } from './sigmoid.js';
import { softmax } from './softmax.js';
import { softplus } from './softplus.js';
import { swish } from './swish.js';
import { tanh } from './tanh.js';

/** Built-in layers. */
export const layers: readonly LayerComponent[] = [
  batchNorm,
  conv,
  convTranspose,
  dense,
  dropout,
  elu,
  flatten,
  layerNorm,
  leakyRelu,
  relu,
  reshape,
  selu,
  sigmoid,
  softmax,
  softplus,
  swish,
  tanh,
];
