import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import '@tensorflow/tfjs-backend-cpu';

import { openCompute } from '@ganx/cli';
import { builtins } from '@ganx/plugins';
import { checksOf, contextOf } from '@ganx/testkit';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';

const claim = 'onnx and the reference give the same values, up to rounding';
const onnx = {
  backend: 'onnx',
  async activate() {
    const { compute } = await openCompute({ backend: 'onnx', threads: 1 }, '.');
    await compute.activate();
  },
};
const context = contextOf(builtins, { backends: [onnx], hints: { 'layer reshape': { input: [12544] } } });

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerSecondDerivatives();
});

describe('on the ONNX backend as on the reference', () => {
  const judged = builtins.components.filter(({ kind }) =>
    ['augmentation', 'layer', 'loss', 'optimizer', 'regularizer', 'weight-transform'].includes(kind),
  );
  test.each(judged.map((component) => [`${component.kind} ${component.type}`, component] as const))(
    '%s gives the same values',
    async (_, component) => {
      const check = checksOf(component, context).find((one) => one.claim === claim);
      await check!.run();
      expect(tf.getBackend()).toBe('cpu');
    },
  );
});
