import type { LayerComponent } from '@ganx/core/plugin';
import { averagePool } from './average-pool.js';
import { batchNorm } from './batch-norm.js';
import { concatLabels } from './concat-labels.js';
import { conv } from './conv.js';
import { convTranspose } from './conv-transpose.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { elu } from './elu.js';
import { flatten } from './flatten.js';
import { gaussianNoise } from './gaussian-noise.js';
import { globalAveragePool } from './global-average-pool.js';
import { join } from './join.js';
import { labelEmbedding } from './label-embedding.js';
import { layerNorm } from './layer-norm.js';
import { leakyRelu } from './leaky-relu.js';
import { maxPool } from './max-pool.js';
import { maxout } from './maxout.js';
import { minibatchStd } from './minibatch-std.js';
import { relu } from './relu.js';
import { reshape } from './reshape.js';
import { residual } from './residual.js';
import { selu } from './selu.js';
import { sigmoid } from './sigmoid.js';
import { softmax } from './softmax.js';
import { softplus } from './softplus.js';
import { swish } from './swish.js';
import { tanh } from './tanh.js';
import { upsample } from './upsample.js';

/** Built-in layers. */
export const layers: readonly LayerComponent[] = [
  averagePool,
  batchNorm,
  concatLabels,
  conv,
  convTranspose,
  dense,
  dropout,
  elu,
  flatten,
  gaussianNoise,
  globalAveragePool,
  join,
  labelEmbedding,
  layerNorm,
  leakyRelu,
  maxPool,
  maxout,
  minibatchStd,
  relu,
  reshape,
  residual,
  selu,
  sigmoid,
  softmax,
  softplus,
  swish,
  tanh,
  upsample,
];
