import type { Loss, LossComponent } from '@ganx/core/plugin';
import { grad, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { expectSlope } from './slopes.js';
import { conductChecks, type Trial } from './trial.js';

/** The functions of a loss of one score each, the other held. */
function functionsOf(loss: Loss): Record<string, (score: Tensor) => Tensor> {
  const held = () => tensor2d([[0.4], [-0.7], [1.6], [0.2], [-1.3]]);
  return {
    'discriminator by dReal': (score) => loss.discriminator(score, held()),
    'discriminator by dFake': (score) => loss.discriminator(held(), score),
    'generator by dFake': (score) => loss.generator(score, loss.generatorSeesReal ? held() : undefined),
  };
}

/** Every function of a loss with its gradient, for each of the examples. */
export function lossTrials(component: LossComponent, context: CheckContext): Trial[] {
  return optionsOf(component, context).flatMap((options) => {
    const loss = component.create(options);
    const score = tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]);
    return Object.entries({ ...functionsOf(loss), opinion: (at: Tensor) => loss.opinion(at) }).map(
      ([name, f]): Trial => ({
        what: `${name}, ${JSON.stringify(options)}`,
        inputs: [score],
        random: new RewindableRandom(),
        run: () => (name === 'opinion' ? f(score) : [f(score), grad((at: Tensor) => f(at))(score)]),
      }),
    );
  });
}

/** What holds for every loss, for each of its examples. */
export function lossChecks(component: LossComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => optionsOf(component, context).map((options) => component.create(options)));
  return [
    each('shape', 'each loss is one number, and an opinion has the shape of the scores', (loss) => {
      tidy(() => {
        const score = tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]);
        for (const [name, f] of Object.entries(functionsOf(loss))) {
          const { shape } = f(score);
          if (shape.length > 0)
            throw new Finding(`The ${name} is of shape [${shape.join(',')}], not a scalar.`);
        }
        const { shape } = loss.opinion(score);
        if (shape.join() !== '5,1')
          throw new Finding(`An opinion of scores [5,1] is of shape [${shape.join(',')}].`);
      });
    }),
    each('gradient', 'its gradients agree with finite differences', (loss) => {
      for (const f of Object.values(functionsOf(loss)))
        expectSlope(f, tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]));
    }),
    each('not-finite', 'losses and gradients are finite for scores up to 100 either way', (loss) => {
      for (const [name, f] of Object.entries(functionsOf(loss))) {
        const values = tidy(() => {
          const score = tensor2d([[-100], [-30], [0], [30], [100]]);
          return [...f(score).dataSync(), ...grad((at: Tensor) => f(at))(score).dataSync()];
        });
        const bad = values.find((value) => !Number.isFinite(value));
        if (bad !== undefined) throw new Finding(`${name} gives ${bad}.`);
      }
    }),
    each(
      'learning',
      'at its border the discriminator gains from a higher score for real and a lower one for generated examples',
      (loss) => {
        const [byReal, byFake] = Object.values(functionsOf(loss)).map((f) => slopeAt(f, loss.threshold));
        if (!(byReal! < 0)) throw new Finding(`Raising dReal changes the loss by ${byReal}.`);
        if (!(byFake! > 0)) throw new Finding(`Raising dFake changes the loss by ${byFake}.`);
      },
    ),
    each('learning', 'a generator that is found out gains from a higher score', (loss) => {
      const slope = slopeAt(functionsOf(loss)['generator by dFake']!, loss.threshold - 1);
      if (!(slope < 0)) throw new Finding(`Raising dFake changes the generator's loss by ${slope}.`);
    }),
    each('declaration', 'an opinion rises with the score', (loss) => {
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
        throw new Finding(`Opinions of -100, -1, 0, 1, 100 are ${[...opinions].join(', ')}.`);
    }),
    ...conductChecks(() => lossTrials(component, context)),
  ];
}

function slopeAt(f: (score: Tensor) => Tensor, score: number): number {
  return tidy(() => grad((at: Tensor) => f(at))(tensor2d([[score]])).dataSync()[0]!);
}
