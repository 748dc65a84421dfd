import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import '@tensorflow/tfjs-backend-cpu';
import { compile, registerOnnxBackend } from '@ganx/backend-onnx';
import { type LayerSpec, Registry } from '@ganx/core/plugin';
import { builtins } from '@ganx/plugins';
import { buildLayers, RewindableRandom, resolveOptions, stepView } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

const leaky = { type: 'leaky-relu', slope: 0.2 };
const conv = (filters: number, stride = 1): LayerSpec => ({ type: 'conv', filters, kernel: 3, stride });
const score: LayerSpec[] = ['flatten', 'dense'].map((type) =>
  type === 'dense' ? { type, units: 1 } : { type },
);
/** Smooth throughout: with two normalized piecewise linear layers a block, even a short step crosses kinks. */
const block = (filters: number, ...rest: LayerSpec[]): LayerSpec => ({
  type: 'residual',
  layers: [
    { type: 'layer-norm' },
    { type: 'swish' },
    conv(filters),
    { type: 'swish' },
    conv(filters),
    ...rest,
  ],
});

/** Critics on 8x8x2 images, by what the penalty's second derivatives must go through. */
const critics: Record<string, LayerSpec[]> = {
  'convolutions and leaky-relu': [conv(4, 2), leaky, conv(6, 2), leaky, ...score],
  'an odd kernel that does not divide the image': [
    { type: 'conv', filters: 3, kernel: 5, stride: 3 },
    leaky,
    { type: 'conv', filters: 4, kernel: 2, padding: 'valid' },
    leaky,
    ...score,
  ],
  'layer norm': [
    conv(4, 2),
    { type: 'layer-norm' },
    leaky,
    conv(6, 2),
    { type: 'layer-norm' },
    leaky,
    ...score,
  ],
  'batch norm': [
    conv(4, 2),
    { type: 'batch-norm' },
    leaky,
    conv(6, 2),
    { type: 'batch-norm' },
    leaky,
    ...score,
  ],
  'residual blocks with layer norm, average pooling and projections': [
    conv(4),
    block(4, { type: 'average-pool' }),
    block(6, { type: 'average-pool' }),
    { type: 'global-average-pool' },
    { type: 'dense', units: 1 },
  ],
  'residual blocks of relu, as in the paper': [
    { type: 'residual', layers: [conv(4), { type: 'relu' }, conv(4), { type: 'average-pool' }] },
    { type: 'residual', layers: [{ type: 'relu' }, conv(4), { type: 'relu' }, conv(4)] },
    { type: 'relu' },
    { type: 'global-average-pool' },
    { type: 'dense', units: 1 },
  ],
  'smooth activations and max pooling': [
    conv(4),
    { type: 'swish' },
    { type: 'max-pool' },
    conv(4),
    { type: 'elu' },
    { type: 'softplus' },
    ...score,
  ],
  'transposed convolution and nearest enlargement': [
    conv(3, 2),
    leaky,
    { type: 'conv-transpose', filters: 3, kernel: 4, stride: 2 },
    { type: 'tanh' },
    { type: 'upsample' },
    conv(2, 2),
    { type: 'tanh' },
    ...score,
  ],
};

const registry = Registry.of(builtins);
const image = [8, 8, 2];
const batch = 3;

/** Bytes that do not depend on the backend; `phase` tells two batches apart. */
const examples = (phase: number) =>
  tf.tensor(
    Float32Array.from({ length: batch * 128 }, (_, i) => Math.sin(1.7 * i + phase) * Math.cos(0.31 * i)),
    [batch, ...image],
  );

interface Measured {
  readonly penalty: number;
  readonly slopes: readonly Float32Array[];
  /** Central difference of the penalty along each of `directions`, and what the gradient says of it. */
  readonly rises: readonly { readonly numeric: number; readonly slope: number }[];
}

/** The penalty of a critic at fixed weights, its gradient by every weight, and finite differences of it. */
async function measure(backend: 'cpu' | 'onnx', layers: readonly LayerSpec[]): Promise<Measured> {
  await tf.setBackend(backend);
  const { model, call } = buildLayers(layers, {
    registry,
    random: new RewindableRandom(),
    inputShape: image,
  });
  const component = registry.get('regularizer', 'gradient-penalty');
  const term = component.create(resolveOptions(component, { type: 'gradient-penalty' }, registry));
  const critic = (x: tf.Tensor) => call(x, true);
  const variables = model.trainableWeights.map((weight) => (weight as unknown as { val: tf.Variable }).val);
  const [real, fake] = [examples(0.2), examples(1.9)];
  const share = tf.tensor(Float32Array.of(0.15, 0.5, 0.85), [batch, 1, 1, 1]);
  // The points between real and fake lie at fixed shares, so that every evaluation is of the same function.
  const random = { uniform: () => share } as unknown as RewindableRandom;
  const value = () => term.discriminator!(stepView({ real, fake, critic, random })) as tf.Scalar;
  const withGradient = () => {
    const { value: at, grads } = tf.variableGrads(value, variables);
    return { at: at as tf.Tensor, ...grads };
  };
  const named = (result: Record<string, tf.Tensor>) => {
    const slopes = variables.map(({ name, size }) => {
      const slope = result[name]?.dataSync() ?? new Float32Array(size);
      return Float32Array.from(slope as Float32Array);
    });
    const penalty = result.at!.dataSync()[0]!;
    for (const tensor of Object.values(result)) tensor.dispose();
    return { penalty, slopes };
  };
  if (backend === 'cpu') {
    const result = named(tf.tidy(withGradient));
    return { ...result, rises: [] };
  }

  const compiled = compile(withGradient);
  const result = named(await compiled({}));
  const only = compile(() => ({ at: value() as tf.Tensor }));
  const starts = variables.map((v) => Float32Array.from(v.dataSync()));
  const penaltyAt = (direction: readonly Float32Array[], step: number) => {
    variables.forEach((v, i) => {
      const moved = tf.tensor(
        starts[i]!.map((w, j) => w + step * direction[i]![j]!),
        v.shape,
      );
      v.assign(moved);
      moved.dispose();
    });
    const { at } = only.runSync({});
    return at.dataSync()[0]!;
  };
  // Short, since the penalty jumps where a unit of a piecewise linear activation crosses zero; float32 resolves it.
  const step = 2e-3;
  const rises = directions(result.slopes).map((direction) => ({
    numeric: (penaltyAt(direction, step) - penaltyAt(direction, -step)) / (2 * step),
    slope: result.slopes.reduce(
      (sum, slope, i) => sum + slope.reduce((part, g, j) => part + g * direction[i]![j]!, 0),
      0,
    ),
  }));
  compiled.dispose();
  only.dispose();
  return { ...result, rises };
}

/** The gradient's own direction, and two uneven ones; of length 1 over all weights together. */
function directions(slopes: readonly Float32Array[]): Float32Array[][] {
  const uneven = (phase: number) =>
    slopes.map((slope, i) => slope.map((_, j) => Math.sin(2.3 * j + phase * (i + 1))));
  return [[...slopes], uneven(0.7), uneven(2.9)].map((parts) => {
    const length = Math.sqrt(parts.reduce((sum, part) => sum + part.reduce((s, x) => s + x * x, 0), 0));
    return parts.map((part) => part.map((x) => x / length));
  });
}

describe('the gradient penalty of a convolutional critic, compiled', () => {
  beforeAll(() => {
    registerSecondDerivatives();
    registerOnnxBackend({ threads: 2 });
  });

  test.each(Object.entries(critics))(
    '%s: agrees with the cpu backend and with finite differences',
    async (_name, layers) => {
      const seen = await measure('onnx', layers);
      const reference = await measure('cpu', layers);
      expect(Number.isFinite(seen.penalty)).toBe(true);
      expect(Math.abs(seen.penalty - reference.penalty)).toBeLessThan(1e-4 * Math.max(1, reference.penalty));
      const scale = Math.max(...reference.slopes.map((slope) => Math.max(...slope.map(Math.abs))));
      expect(scale).toBeGreaterThan(1e-3);
      for (const [i, slope] of reference.slopes.entries())
        for (const [j, expected] of slope.entries())
          expect(Math.abs(seen.slopes[i]![j]! - expected), `weight ${i}, element ${j}`).toBeLessThan(
            1e-3 * scale,
          );
      const steepest = Math.abs(seen.rises[0]!.slope);
      for (const { numeric, slope } of seen.rises) {
        expect(Math.abs(numeric - slope), `${numeric} and ${slope}`).toBeLessThan(
          0.02 * Math.max(Math.abs(slope), 0.2 * steepest),
        );
      }
    },
  );
});
