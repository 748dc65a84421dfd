import { expect, test } from 'vitest';
import { least, load, tryLoad } from './testing/load.fixture.js';

test('keys that begin with x- hold anchors for the rest of the file, and are no part of the spec', async () => {
  const { spec } = await load(
    least('x-rates: &rates { type: adam, learningRate: 0.25 }\noptimizers: { generator: *rates }'),
  );
  expect(spec.optimizers.generator).toMatchObject({ learningRate: 0.25 });
  expect(Object.keys(spec).filter((key) => key.startsWith('x-'))).toEqual([]);
});

test('further inside, a key that begins with x- is unknown like any other', async () => {
  const loaded = await tryLoad(least('runtime: { x-own: 1 }'));
  expect(!loaded.valid && loaded.problems).toMatchObject([{ code: 'GANX_SPEC_UNKNOWN_KEY' }]);
});
