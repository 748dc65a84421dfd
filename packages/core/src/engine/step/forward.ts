import { add, mul, oneHot, type Tensor } from '@tensorflow/tfjs-core';
import { byteScale } from '../../data/range.js';
import { guarded } from '../../experiment/guard.js';
import type { Network } from '../network/network.js';
import type { StepParts } from './parts.js';

/**
 * One pass in training mode: batch norm uses the batch's statistics and moves its averages, dropout drops. As in Keras
 * and PyTorch every such pass moves the averages of the network that it goes through, in either step.
 */
export function pass(network: Network, x: Tensor, labels: Tensor | undefined, training = true): Tensor {
  return network.model.apply(network.conditional ? [x, labels!] : x, { training }) as Tensor;
}

/** What a discriminator gives: its output, and what else is asked of it, by name. */
export interface NetworkAnswer {
  readonly output: Tensor;
  /** `features`, and heads as `place/name`. */
  readonly further: Readonly<Record<string, Tensor>>;
}

/** As `pass`, with all that the terms ask for. */
export function passAll(network: Network, x: Tensor, labels: Tensor | undefined): NetworkAnswer {
  const { asked, conditional } = network;
  if (!asked) return { output: pass(network, x, labels), further: {} };
  const made = asked.model.apply(conditional ? [x, labels!] : x, { training: true }) as Tensor[];
  const further = asked.names.map((name, index) => [name, made[index + 1]!] as const);
  return { output: made[0]!, further: Object.fromEntries(further) };
}

/** Real examples as the discriminator sees them: bytes scaled to the data's range, then augmented. */
export function realBatch(parts: StepParts, examples: Tensor): Tensor {
  const { low, scale } = byteScale(parts.range);
  const scaled = parts.dtype === 'uint8' ? add(mul(examples, scale), low) : examples;
  return parts.augmentations.reduce(
    (real, { component, value, random }) =>
      guarded({ component, hook: 'apply' }, () => value.apply(real, random)),
    scaled,
  );
}

/** [B] classes to [B, classes]. */
export function oneHotLabels(parts: StepParts, labels: Tensor | undefined): Tensor | undefined {
  return parts.classes === undefined ? undefined : oneHot(labels as never, parts.classes, 1, 0, 'float32');
}
