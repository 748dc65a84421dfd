import { expect, test } from 'vitest';
import { NumericsError, OptionsError, PluginError, RuntimeFailure, ShapeError, SpecError } from './errors.js';
import { exitCodeOf } from './exit-code.js';

test('a run that failed by what its spec says ends with 2, as one that was never begun', () => {
  const errors = [new SpecError([]), new ShapeError('generator', 'No.'), new OptionsError('low', 'No.')];
  expect(errors.map((error) => exitCodeOf('failed', error))).toEqual([2, 2, 2]);
});

test('other failures end with the code of who is to blame', () => {
  expect(exitCodeOf('failed', new PluginError('GANX_PLUGIN_THREW', 'No.'))).toBe(3);
  expect(exitCodeOf('failed', new RuntimeFailure('GANX_RUNTIME', 'No.'))).toBe(4);
  expect(exitCodeOf('failed', new NumericsError('GANX_NUMERICS', 'No.'))).toBe(5);
  expect(exitCodeOf('failed')).toBe(4);
});

test('a verdict decides where nothing failed', () => {
  const codes = (['converged', 'budget', 'diverged', 'collapsed', 'overpowered', 'interrupted'] as const).map(
    (type) => exitCodeOf(type),
  );
  expect(codes).toEqual([0, 0, 5, 6, 6, 130]);
});
