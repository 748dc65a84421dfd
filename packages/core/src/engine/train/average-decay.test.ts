import { describe, expect, it } from 'vitest';
import type { Moving } from '../../plugin/index.js';
import { run, tinySpec } from '../testing/experiment.fixture.js';
import { averageDecayAt } from './average-decay.js';

const after = (generatorSteps: number, iteration = generatorSteps) => ({
  iteration,
  generatorSteps,
  discriminatorSteps: 0,
  images: 0,
});
const halfLife = (decay: number) => Math.log(0.5) / Math.log(decay);

describe('the decay of the average', () => {
  const ema = { decay: 0.999, rampUp: 0.05, startIteration: 0 };

  it('has a half-life of a twentieth of the steps taken, until it is the one that was asked for', () => {
    expect(halfLife(averageDecayAt(ema, after(99), 64))).toBeCloseTo(5, 9);
    expect(halfLife(averageDecayAt(ema, after(999), 64))).toBeCloseTo(50, 9);
    expect(averageDecayAt(ema, after(13_800), 64)).toBeLessThan(0.999);
    expect(averageDecayAt(ema, after(13_900), 64)).toBe(0.999);
  });

  it('lets next to nothing of the first weights stay, whatever the decay', () => {
    for (const decay of [0.9, 0.999, 0.99999]) {
      let first = 1;
      for (let step = 0; step < 300; step++) first *= averageDecayAt({ ...ema, decay }, after(step), 64);
      expect(first).toBeLessThan(1e-12);
    }
  });

  it('counts steps, not iterations, and copies until startIteration', () => {
    const late = { ...ema, startIteration: 100 };
    expect(averageDecayAt(late, after(400, 99), 64)).toBe(0);
    expect(halfLife(averageDecayAt(late, after(399, 100), 64))).toBeCloseTo(20, 9);
  });

  it('is the one that was asked for from the first step where there is no ramp', () => {
    expect(averageDecayAt({ ...ema, rampUp: 0 }, after(0), 64)).toBe(0.999);
  });
});

describe('a half-life in place of the decay', () => {
  const ema = { decay: 0.999, rampUp: 0.05, startIteration: 0 };
  const own = { ...ema, rampUp: 0 };

  it('counts generator steps, or images, of which each step is a batch; 0 is a copy', () => {
    expect(averageDecayAt({ ...own, halfLife: 10 }, after(5), 64)).toBeCloseTo(2 ** -0.1, 12);
    expect(averageDecayAt({ ...own, halfLife: 640, counter: 'images' }, after(5), 64)).toBeCloseTo(
      2 ** -0.1,
      12,
    );
    expect(averageDecayAt({ ...own, halfLife: 0, counter: 'images' }, after(5), 64)).toBe(0);
  });

  it('moves with its schedule, and stays below the ramp', () => {
    const halfLifeNow = {
      place: 'ema.halfLife',
      range: [0, 100],
      at: ({ generatorSteps }) => generatorSteps,
    } as const satisfies Moving;
    expect(averageDecayAt({ ...own, halfLife: halfLifeNow }, after(20), 64)).toBeCloseTo(2 ** -0.05, 12);
    expect(averageDecayAt({ ...ema, halfLife: halfLifeNow }, after(99), 64)).toBeCloseTo(
      2 ** (-1 / (ema.rampUp * 100)),
      12,
    );
    expect(averageDecayAt({ ...own, decay: { ...halfLifeNow, at: () => 0.7 } }, after(3), 64)).toBe(0.7);
  });
});

describe('samples of an averaged generator', () => {
  const trained = (rampUp: number | undefined) =>
    run(
      tinySpec({
        generator: {
          layers: [
            { type: 'dense', units: 8 },
            { type: 'batch-norm' },
            { type: 'relu' },
            { type: 'dense', units: 2 },
          ],
        },
        stop: { type: 'iterations', max: 60 },
        metrics: [{ type: 'spread', every: 60, samples: 256 }],
        logging: [],
        ...(rampUp !== undefined && { ema: { decay: 0.999, rampUp, startIteration: 0 } }),
      }),
    );

  it('are early what those of the raw weights are, which no average changes', async () => {
    const [raw, ramped, plain] = [await trained(undefined), await trained(0.05), await trained(0)];
    const size = ({ result }: typeof raw) => result.metrics[0]!.value;
    expect(ramped.result.metrics[0]!.provenance.weights).toBe('ema');
    // The ramped average has a half-life of 3 steps here, the plain one of 693.
    expect(Math.abs(size(ramped) - size(raw))).toBeLessThan(Math.abs(size(plain) - size(raw)) / 3);
    // The optimizers' slots hold the gradients of all steps before.
    const slots = ({ read }: typeof raw) =>
      read('checkpoints/00000060/optimizer.safetensors').toString('base64');
    expect(slots(ramped)).toBe(slots(raw));
    expect(slots(plain)).toBe(slots(raw));
  });
});
