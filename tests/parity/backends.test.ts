import { describe, expect, test } from 'vitest';
import { residual, specs } from './specs.js';
import { train } from './train.js';

/**
 * How far one statistic of one step may differ between backends, relative to its size and at least to 1. Single
 * operations differ by float32 rounding (about 1e-7); training amplifies it step by step, and a relu near zero may
 * fall on either side. Measured over these specs: below 2e-4 after 50 iterations; a wrong kernel shows as 1e-2 and
 * more within a few steps.
 */
const tolerance = 2e-3;

describe('onnx and cpu take the same steps from the same seed', () => {
  test.each([
    ...Object.entries(specs).map(([name, spec]) => [name, spec, 75] as const),
    ['residual', residual, 9] as const,
  ])(
    '%s',
    async (_name, spec, steps) => {
      const onnx = await train(spec, ['runtime.backend=onnx']);
      const cpu = await train(spec, ['runtime.backend=cpu']);
      expect(onnx.steps.length).toBeGreaterThanOrEqual(steps);
      expect(onnx.steps.length).toBe(cpu.steps.length);
      for (const [index, expected] of cpu.steps.entries()) {
        for (const [name, value] of Object.entries(expected)) {
          const seen = onnx.steps[index]?.[name as keyof typeof expected] as number;
          const far = Math.abs(seen - value) / Math.max(1, Math.abs(value));
          // A share of examples moves in whole examples: one may fall on the other side of the threshold.
          if (name === 'accuracy') expect(Math.abs(seen - value)).toBeLessThanOrEqual(0.251);
          else expect(far, `${name} of step ${index}: onnx ${seen}, cpu ${value}`).toBeLessThan(tolerance);
        }
      }
    },
    180_000,
  );
});
