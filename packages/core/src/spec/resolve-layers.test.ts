import { expect, test } from 'vitest';
import { resolveLayers } from './resolve-layers.js';
import { fixtureRegistry } from './testing/plugin.fixture.js';

test('layers that a preset returns get their defaults, nested ones too', () => {
  const layers = [
    { type: 'dense', units: 2 },
    { type: 'residual', layers: ['tanh', { type: 'dense', units: 1 }] },
  ];
  expect(resolveLayers(layers, fixtureRegistry())).toEqual([
    { type: 'dense', units: 2, bias: true, limit: 1 },
    { type: 'residual', layers: [{ type: 'tanh' }, { type: 'dense', units: 1, bias: true, limit: 1 }] },
  ]);
});

test('a preset that returns what no spec may have is a broken plugin', () => {
  expect(() => resolveLayers([{ type: 'dense', unit: 2 }], fixtureRegistry())).toThrow(
    expect.objectContaining({ code: 'GANX_PLUGIN_INVALID', message: expect.stringContaining('layers.0') }),
  );
});
