import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type MadeRun, makeRuns } from '../testing/run-folder.fixture.js';
import { latentsOf, readSampleSteps } from './sample-steps.js';

const png = Buffer.from('89504e470d0a1a0a00', 'hex');

async function runsWithSamples(...iterations: readonly (readonly number[])[]) {
  const runs = await makeRuns(...iterations.map((): MadeRun => ({})));
  for (const [index, own] of iterations.entries()) {
    const folder = join(runs[index]!.folder, 'samples');
    mkdirSync(folder);
    for (const iteration of own)
      writeFileSync(join(folder, `${String(iteration).padStart(8, '0')}.png`), png);
  }
  return runs;
}

test('grids are shown at the iterations that the most runs have, and the rest is told', async () => {
  const { samples, notices } = readSampleSteps(await runsWithSamples([10, 20, 25, 30], [20, 30, 40]));
  expect(samples.iterations).toEqual([20, 30]);
  expect(samples.images.map((of) => of.map((image) => image?.slice(0, 22)))).toEqual(
    Array(2).fill(Array(2).fill('data:image/png;base64,')),
  );
  expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining('2 of 5 iterations')]);
});

test('of many iterations some are shown, evenly, with the first and the last', async () => {
  const many = Array.from({ length: 100 }, (_, i) => 10 * (i + 1));
  const { iterations } = readSampleSteps(await runsWithSamples(many)).samples;
  expect(iterations.length).toBe(24);
  expect([iterations[0], iterations.at(-1)]).toEqual([10, 1000]);
});

test('half a picture and a run without any leave a gap', async () => {
  const runs = await runsWithSamples([10, 20], [10, 20], []);
  writeFileSync(join(runs[0]!.folder, 'samples', '00000010.png'), 'half');
  expect(readSampleSteps(runs).samples.images[0]!.map((image) => image !== null)).toEqual([
    false,
    true,
    false,
  ]);
});

test('latents are the same where seed, latent and grid are, whatever else differs', async () => {
  const grid = (more: object = {}) => ({
    callbacks: [{ type: 'progress' }, { type: 'sample-grid', columns: 4, every: 10, ...more }],
  });
  const latent = { latent: { type: 'normal', size: 2 } };
  const [base, otherLoss, otherSeed, otherGrid] = await makeRuns(
    { spec: { ...latent, ...grid() } as never },
    { spec: { ...latent, ...grid({ every: 20 }), loss: { type: 'hinge' } } as never },
    { seed: 2, spec: { ...latent, ...grid() } as never },
    { spec: { ...latent, ...grid({ columns: 5 }) } as never },
  );
  expect(latentsOf(otherLoss!)).toBe(latentsOf(base!));
  expect(latentsOf(otherSeed!)).not.toBe(latentsOf(base!));
  expect(latentsOf(otherGrid!)).not.toBe(latentsOf(base!));
});
