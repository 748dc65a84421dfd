import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * Random tensors inside a training step. They come from a named stream on the host and enter a compiled step as
 * inputs, never as constants; TensorFlow.js's own random ops must not be used in a step.
 */
export interface StepRandom {
  uniform(shape: readonly number[], low?: number, high?: number): Tensor;
  normal(shape: readonly number[], mean?: number, deviation?: number): Tensor;
  /** float32 tensor of 0 and 1. */
  bernoulli(shape: readonly number[], p: number): Tensor;
}
