import type { Augmentation, AugmentationComponent } from '@ganx/core/plugin';
import { memory, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';

/** What holds for every augmentation, for each of its examples. */
export function augmentationChecks(component: AugmentationComponent, { registry }: CheckContext): Check[] {
  const shapes = component.needs?.includes('images')
    ? [[5, 6, 4, 2]]
    : [
        [5, 6, 4, 2],
        [5, 3],
      ];
  const each = (
    claim: string,
    run: (apply: (x: Tensor, seed: number) => Tensor, x: Tensor) => void,
  ): Check => ({
    claim,
    run() {
      for (const example of component.examples) {
        const made: Augmentation = component.create(resolveOptions(component, example, registry));
        for (const shape of shapes) {
          const x = patternTensor(shape);
          run((real, seed) => made.apply(real, new RewindableRandom(seed)), x);
          x.dispose();
        }
      }
    },
  });
  return [
    each('it keeps the shape and the range of the examples', (apply, x) => {
      for (const seed of [1, 2, 3]) {
        tidy(() => {
          const y = apply(x, seed);
          if (y.shape.join() !== x.shape.join())
            throw new Error(`[${x.shape.join()}] became [${y.shape.join()}].`);
          const [low, high] = [Math.min(...x.dataSync()), Math.max(...x.dataSync())];
          const outside = y.dataSync().find((value) => value < low - 1e-6 || value > high + 1e-6);
          if (outside !== undefined) throw new Error(`${outside} lies outside [${low}, ${high}].`);
        });
      }
    }),
    each('the same random numbers give the same bits', (apply, x) => {
      const [once, again] = [0, 1].map(() => tidy(() => apply(x, 7).dataSync().slice()));
      if (!once!.every((value, i) => Object.is(value, again![i]))) throw new Error('Two calls differ.');
    }),
    each('other random numbers change something', (apply, x) => {
      const results = [1, 2, 3, 4].map((seed) => tidy(() => apply(x, seed).dataSync().join()));
      if (new Set(results).size === 1) throw new Error('Four seeds give the same.');
    }),
    each('it leaves no tensors behind inside a tidy', (apply, x) => {
      const before = memory().numTensors;
      tidy(() => void apply(x, 1));
      if (memory().numTensors !== before)
        throw new Error(`${memory().numTensors - before} tensors are left.`);
    }),
  ];
}
