import type { Loss, LossComponent } from '@ganx/core/plugin';
import { grad, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import type { Check, CheckContext } from './check.js';
import { resolveOptions } from './options.js';
import { expectSlope } from './slopes.js';

/** The functions of a loss of one score each, the other held. */
function functionsOf(loss: Loss): Record<string, (score: Tensor) => Tensor> {
  const held = () => tensor2d([[0.4], [-0.7], [1.6], [0.2], [-1.3]]);
  return {
    'discriminator by dReal': (score) => loss.discriminator(score, held()),
    'discriminator by dFake': (score) => loss.discriminator(held(), score),
    'generator by dFake': (score) => loss.generator(score, loss.generatorSeesReal ? held() : undefined),
  };
}

/** What holds for every loss, for each of its examples. */
export function lossChecks(component: LossComponent, { registry }: CheckContext): Check[] {
  const each = (claim: string, run: (loss: Loss) => void): Check => ({
    claim,
    run() {
      for (const example of component.examples) {
        run(component.create(resolveOptions(component, example, registry)));
      }
    },
  });
  return [
    each('its gradients agree with finite differences', (loss) => {
      for (const f of Object.values(functionsOf(loss)))
        expectSlope(f, tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]));
    }),
    each('losses and gradients are finite for scores up to 100 either way', (loss) => {
      for (const [name, f] of Object.entries(functionsOf(loss))) {
        const values = tidy(() => {
          const score = tensor2d([[-100], [-30], [0], [30], [100]]);
          return [...f(score).dataSync(), ...grad((at: Tensor) => f(at))(score).dataSync()];
        });
        const bad = values.find((value) => !Number.isFinite(value));
        if (bad !== undefined) throw new Error(`${name} gives ${bad}.`);
      }
    }),
    each(
      'at its border the discriminator gains from a higher score for real and a lower one for generated examples',
      (loss) => {
        const [byReal, byFake] = Object.values(functionsOf(loss)).map((f) => slopeAt(f, loss.threshold));
        if (!(byReal! < 0)) throw new Error(`Raising dReal changes the loss by ${byReal}.`);
        if (!(byFake! > 0)) throw new Error(`Raising dFake changes the loss by ${byFake}.`);
      },
    ),
    each('a generator that is found out gains from a higher score', (loss) => {
      const slope = slopeAt(functionsOf(loss)['generator by dFake']!, loss.threshold - 1);
      if (!(slope < 0)) throw new Error(`Raising dFake changes the generator's loss by ${slope}.`);
    }),
    each('an opinion rises with the score', (loss) => {
      const opinions = tidy(() =>
        loss
          .opinion(tensor2d([[-100], [-1], [0], [1], [100]]))
          .dataSync()
          .slice(),
      );
      const sorted = opinions.every(
        (value, i) => Number.isFinite(value) && (i === 0 || value >= opinions[i - 1]!),
      );
      if (!sorted || opinions[1]! >= opinions[3]!)
        throw new Error(`Opinions of -100, -1, 0, 1, 100 are ${[...opinions].join(', ')}.`);
    }),
  ];
}

function slopeAt(f: (score: Tensor) => Tensor, score: number): number {
  return tidy(() => grad((at: Tensor) => f(at))(tensor2d([[score]])).dataSync()[0]!);
}
