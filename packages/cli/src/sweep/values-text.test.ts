import { expect, test } from 'vitest';
import { valuesText } from './values-text.js';

test.each([
  [{ 'a.rate': 0.001, 'b.size': 4 }, 'rate=0.001 size=4'],
  [
    { 'o.generator.rate': 0.5, 'o.discriminator.rate': 0.25 },
    'generator.rate=0.500 discriminator.rate=0.250',
  ],
  [{ seed: 3, loss: 'hinge' }, 'seed=3 loss=hinge'],
  [{ 'layers.0': 'relu', 'layers.1.units': 8 }, 'layers.0=relu units=8'],
  [{ regularizers: [{ type: 'r1' }] }, 'regularizers=[{"type":"r1"}]'],
])('%j is shown as "%s"', (values, text) => {
  expect(valuesText(values)).toBe(text);
});
