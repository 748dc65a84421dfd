import type { AugmentationComponent } from '@ganx/core/plugin';
import { type Tensor, tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';
import { conductChecks, type Trial } from './trial.js';

/** Trials of an augmentation, for each of its examples and each shape of data that it takes. */
export function augmentationTrials(component: AugmentationComponent, context: CheckContext): Trial[] {
  const points = [5, 3];
  const images = [5, 6, 4, 2];
  const shapes = component.needs?.includes('images') ? [images] : [images, points];
  return optionsOf(component, context).flatMap((options) =>
    shapes.map((shape) => {
      const augmentation = component.create(options);
      const [x, random] = [patternTensor(shape), new RewindableRandom()];
      const what = `${JSON.stringify(options)} on [${shape.join(',')}]`;
      return { what, inputs: [x], random, run: () => augmentation.apply(x, random) };
    }),
  );
}

/** What holds for every augmentation. */
export function augmentationChecks(component: AugmentationComponent, context: CheckContext): Check[] {
  const trials = () => augmentationTrials(component, context);
  const each = judgeEach(trials);
  /** Judges the result for three seeds. */
  const results = (trial: Trial, judge: (x: Tensor, y: Tensor) => void): void => {
    for (const seed of [1, 2, 3]) {
      tidy(() => {
        trial.random.reseed(seed);
        judge(trial.inputs[0]!, trial.run() as Tensor);
      });
    }
  };
  return [
    each('shape', 'it keeps the shape of the examples', (trial) =>
      results(trial, (x, y) => {
        if (y.shape.join() !== x.shape.join())
          throw new Finding(`[${x.shape.join()}] became [${y.shape.join()}].`);
      }),
    ),
    each('range', 'it keeps the range of the examples', (trial) =>
      results(trial, (x, y) => {
        const [low, high] = [Math.min(...x.dataSync()), Math.max(...x.dataSync())];
        const outside = y.dataSync().find((value) => !(value >= low - 1e-6 && value <= high + 1e-6));
        if (outside !== undefined) throw new Finding(`${outside} lies outside [${low}, ${high}].`);
      }),
    ),
    each('seed', 'it does something', (trial) => {
      let changed = false;
      results(trial, (x, y) => {
        changed ||= x.dataSync().join() !== y.dataSync().join();
      });
      if (!changed) throw new Finding(`Three seeds leave every example as it was (${trial.what}).`);
    }),
    ...conductChecks(trials),
  ];
}
