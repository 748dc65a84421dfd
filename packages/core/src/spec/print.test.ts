import { describe, expect, test } from 'vitest';
import { printSpec } from './print.js';
import { least, load } from './testing/load.fixture.js';

const rich = `name: rich
description: "costs $\${x}, is 100% 'fine': yes # really"
plugins: ["@acme/x", ./y.ts]
ema: { decay: 0.99 }
conditioning: labels
generator: { layers: [{ type: dense, units: 3, window: [1, 2], limit: null }, { type: residual, layers: [tanh] }] }
metrics: [distance, { type: distance, name: "007", every: 5 }]
stop: { any: [{ all: [{ type: iterations, max: 5 }] }, { type: plateau, monitor: distance }] }
checkpoint: { keepBest: { monitor: distance } }
`;

describe('a resolved spec, printed', () => {
  test.each([
    ['with defaults only', least()],
    ['with everything', least(rich)],
  ])('loads to the same spec: %s', async (_, text) => {
    const { spec, stored } = await load(text);
    const printed = printSpec(stored);
    expect((await load({ 'other-name.yaml': printed })).spec).toEqual(spec);
    expect(printSpec((await load({ 'other-name.yaml': printed })).stored)).toBe(printed);
  });

  test('does not depend on the command line any more, nor on the environment for what is no text', async () => {
    const { spec, stored } = await load(least('seed: ${env:SEED}\ndescription: ${env:TEXT}'), {
      env: { SEED: '4', TEXT: 'a ${b}' },
      overrides: ['latent.size=3'],
    });
    const printed = { 'my-run.yaml': printSpec(stored) };
    expect((await load(printed, { env: { TEXT: 'a ${b}' } })).spec).toEqual(spec);
  });
});
