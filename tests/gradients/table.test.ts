import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers'; // registers TensorFlow.js's own gradients
import { registerOnnxBackend } from '@ganx/backend-onnx';
import * as tf from '@tensorflow/tfjs-core';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import { beforeAll, describe, expect, test } from 'vitest';
import type { GradientCase, GradientCases } from './case.js';
import { elementwise } from './elementwise.js';
import { images } from './images.js';
import { linear } from './linear.js';
import { firstOf, isRight, measureFirst, measureSecond, read, secondOf, tidied } from './measure.js';
import { reductions } from './reductions.js';
import { shapes } from './shapes.js';

const families: Record<string, () => GradientCases> = {
  'each value by itself, and two against each other': elementwise,
  'values together': reductions,
  'values moved': shapes,
  'products and convolutions': linear,
  'images and signals': images,
};

/** Of what is largest; float32 carries 1e-7, a fourth-order slope of a smooth function more of it. */
const tolerance = 2e-3;

const orders = [
  { order: 'first', measure: measureFirst, compute: firstOf },
  { order: 'second', measure: measureSecond, compute: secondOf },
] as const;

/** Kernels whose gradient no case asks for, and why. */
const notReached: Readonly<Record<string, string>> = {
  BroadcastTo: 'tf.broadcastTo runs Tile',
  LogSoftmax: 'tf.logSoftmax brings its gradient along',
  SplitV: 'its gradient is reached by way of others',
  IFFT: 'refused as FFT is',
  OneHot: 'indices are whole numbers',
};

beforeAll(async () => {
  registerOnnxBackend({ threads: 1 });
  await tf.setBackend('cpu');
});

function refusal(each: GradientCase, order: 'first' | 'second'): string | undefined {
  if (!each.refuses) return undefined;
  return order === each.refuses.order || each.refuses.order === 'first' ? each.refuses.kernelName : undefined;
}

/** All derivatives as one pending computation, so that the backend makes one model of them and not hundreds. */
async function onOnnx(cases: GradientCases, wanted: readonly string[]): Promise<[string, Float32Array][]> {
  const names: [string, number][] = [];
  const all = tf.tidy(() => {
    const parts = Object.entries(cases).flatMap(([name, each]) =>
      orders
        .filter(({ order }) => wanted.includes(`${order} derivative of ${name}`))
        .map(({ order, compute }) => {
          const flat = tf.concat(compute(each).map((slope) => tf.reshape(slope, [-1])));
          names.push([`${order} derivative of ${name}`, flat.size]);
          return flat;
        }),
    );
    return tf.concat(parts);
  });
  const values = (await all.data()) as Float32Array;
  all.dispose();
  let at = 0;
  return names.map(([name, size]) => {
    at += size;
    return [name, values.subarray(at - size, at)];
  });
}

describe.each(Object.entries(families))('derivatives of %s', (_family, cases) => {
  test('agree with finite differences on cpu and are the same on onnx, or are refused by name', async () => {
    const wrong: string[] = [];
    const known = new Map<string, Float64Array[]>();
    await tf.setBackend('cpu');
    for (const [name, each] of Object.entries(cases())) {
      for (const { order, measure, compute } of orders) {
        const kernelName = refusal(each, order);
        if (kernelName !== undefined) {
          expect(() => measure(each), `${order} of ${name}`).toThrow(
            expect.objectContaining({ code: 'NO_GRADIENT', kernelName }),
          );
          continue;
        }
        const slope = measure(each);
        if (!isRight(slope, tolerance))
          wrong.push(`${order} derivative of ${name}: ${slope.claimed}, measured ${slope.measured}`);
        known.set(
          `${order} derivative of ${name}`,
          tidied(() => read(compute(each))),
        );
      }
    }
    await tf.setBackend('onnx');
    for (const [name, got] of await onOnnx(cases(), [...known.keys()])) {
      const wanted = known.get(name)!.flatMap((slope) => [...slope]);
      const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      const error = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - got[i]!)), 0);
      if (!(error < 1e-4 * scale)) wrong.push(`${name} on onnx is ${error} off`);
    }
    expect(wrong).toEqual([]);
  });
});

describe('the table of cases', () => {
  test('reaches every gradient that is registered', async () => {
    await tf.setBackend('cpu');
    const reached = new Set<string>();
    for (const cases of Object.values(families)) {
      for (const each of Object.values(cases())) {
        const { kernelNames } = await tf.profile(() => {
          for (const { order, compute } of orders) if (!refusal(each, order)) tf.dispose(compute(each));
          if (each.refuses) tf.dispose(each.f(...each.inputs));
          return tf.scalar(0);
        });
        for (const name of kernelNames) reached.add(name);
      }
    }
    const globals = globalThis as unknown as { _tfGlobals: Map<string, Map<string, unknown>> };
    const registered = [...globals._tfGlobals.get('gradRegistry')!.keys()];
    expect(registered.length).toBeGreaterThan(120);
    expect(registered.filter((name) => !reached.has(name) && !(name in notReached))).toEqual([]);
  });

  test('registering again changes nothing', () => {
    const before = tf.getGradient(tf.MirrorPad);
    const grad = tf.engine().customGrad;
    registerSecondDerivatives();
    expect(tf.getGradient(tf.MirrorPad)).toBe(before);
    expect(tf.engine().customGrad).toBe(grad);
  });
});
