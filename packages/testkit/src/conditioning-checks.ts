import type { ConditioningComponent } from '@ganx/core/plugin';
import { tidy, tile } from '@tensorflow/tfjs-core';
import type { Check, CheckContext } from './check.js';
import { buildLayers } from './layer-model.js';
import { resolveOptions } from './options.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';

/** What holds for every conditioning, for each of its examples. */
export function conditioningChecks(component: ConditioningComponent, { registry }: CheckContext): Check[] {
  return [
    {
      claim: 'labels that it adds to an input change what a network computes, for flat inputs and images',
      run() {
        for (const example of component.examples) {
          const conditioning = component.create(resolveOptions(component, example, registry));
          const before = conditioning.input?.bind(conditioning);
          if (!before) continue;
          for (const inputShape of [[5], [4, 4, 2]]) {
            const { model, call } = buildLayers([], {
              registry,
              random: new RewindableRandom(),
              inputShape,
              classes: 3,
              before,
            });
            if (model.inputs.length !== 2)
              throw new Error(`The labels do not reach an input of [${inputShape.join(', ')}].`);
            const values = tidy(() => {
              // Two alike examples of different classes.
              const row = patternTensor([1, ...inputShape]);
              return call(tile(row, [2, ...inputShape.map(() => 1)]), true)
                .dataSync()
                .slice();
            });
            const half = values.length / 2;
            if (values.slice(0, half).join() === values.slice(half).join())
              throw new Error('Two classes give the same values.');
            model.dispose();
          }
        }
      },
    },
    {
      claim: 'only a conditional one touches the input or the head',
      run() {
        for (const example of component.examples) {
          const made = component.create(resolveOptions(component, example, registry));
          if (!made.conditional && (made.input || made.head))
            throw new Error('It uses labels but says that it is not conditional.');
        }
      },
    },
  ];
}
