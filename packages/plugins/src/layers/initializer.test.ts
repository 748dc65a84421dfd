import { OptionsError } from '@ganx/core';
import { describe, expect, test } from 'vitest';
import { kernelInitializer } from './initializer.js';

describe('kernelInitializer', () => {
  test('each name gives the TensorFlow.js initializer with its scale', () => {
    const config = (...args: Parameters<typeof kernelInitializer>) => {
      const made = kernelInitializer(...args);
      return [made.getClassName(), made.getConfig()];
    };
    expect(config({ initializer: 'normal' })).toMatchObject(['RandomNormal', { mean: 0, stddev: 0.02 }]);
    expect(config({ initializer: 'normal', initializerScale: 0.1 })).toMatchObject([
      'RandomNormal',
      { stddev: 0.1 },
    ]);
    expect(config({ initializer: 'uniform', initializerScale: 0.005 })).toMatchObject([
      'RandomUniform',
      { minval: -0.005, maxval: 0.005 },
    ]);
    expect(config({ initializer: 'orthogonal' })).toMatchObject(['Orthogonal', { gain: 1 }]);
    expect(config({ initializer: 'glorot-uniform' })).toMatchObject([
      'VarianceScaling',
      { scale: 1, mode: 'fanAvg', distribution: 'uniform' },
    ]);
    expect(config({ initializer: 'he-normal' })).toMatchObject([
      'VarianceScaling',
      { scale: 2, mode: 'fanIn', distribution: 'normal' },
    ]);
    expect(config({ initializer: 'zeros' })[0]).toBe('Zeros');
  });

  test('a scale for an initializer that has none is refused', () => {
    expect(() => kernelInitializer({ initializer: 'glorot-uniform', initializerScale: 2 })).toThrow(
      OptionsError,
    );
    expect(() => kernelInitializer({ initializer: 'zeros', initializerScale: 2 })).toThrow(
      'initializer zeros has no scale to set; remove initializerScale or use normal, uniform or orthogonal.',
    );
  });
});
