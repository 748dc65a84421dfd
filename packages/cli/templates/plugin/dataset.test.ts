import { RandomStreams } from '@ganx/core/engine';
import { expect, test } from 'vitest';
import { newThing } from './dataset.js';

test('without noise every point lies on its half circle', async () => {
  const context = { directory: '.', random: new RandomStreams(1).below('data') };
  const { train } = await newThing.load({ samples: 50, noise: 0 } as never, context);
  const target = new Float32Array(100);
  train.read(
    Int32Array.from({ length: 50 }, (_, i) => i),
    target,
  );
  for (let i = 0; i < 50; i++) {
    const [x, y] = [target[2 * i]!, target[2 * i + 1]!];
    const radius = train.labels![i] === 1 ? Math.hypot(1 - x, 0.5 - y) : Math.hypot(x, y);
    expect(radius).toBeCloseTo(1, 5);
  }
});
