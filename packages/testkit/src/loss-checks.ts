import type { LossComponent, ScoreGame, ScoreReading } from '@ganx/core/plugin';
import { grad, reshape, type Tensor, tensor2d, tidy, tile, zeros } from '@tensorflow/tfjs-core';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';
import { expectSlope } from './slopes.js';
import { type TermSubject, termChecks, termTrials } from './term-checks.js';
import { TermStage } from './term-stage.js';
import { conductChecks, type Trial } from './trial.js';

/** The functions of a game of one score each, the other held. */
function functionsOf(loss: ScoreGame): Record<string, (score: Tensor) => Tensor> {
  const held = () => tensor2d([[0.4], [-0.7], [1.6], [0.2], [-1.3]]);
  return {
    'discriminator by dReal': (score) => loss.discriminator(score, held()),
    'discriminator by dFake': (score) => loss.discriminator(held(), score),
    'generator by dFake': (score) => loss.generator(score, loss.generatorSeesReal ? held() : undefined),
  };
}

/** Losses of the examples: games of scores, and games that are terms. */
function lossesOf(component: LossComponent, context: CheckContext) {
  const made = optionsOf(component, context).map((options) => ({ options, loss: component.create(options) }));
  const games = made.filter(({ loss }) => !('term' in loss));
  const terms = made.flatMap(({ loss, options }) => ('term' in loss ? [{ loss, options }] : []));
  return {
    games: games as readonly { readonly options: object; readonly loss: ScoreGame & ScoreReading }[],
    terms: terms.map(
      ({ loss, options }): TermSubject => ({
        what: JSON.stringify(options),
        make: () => new TermStage(loss.term, loss.scoreOf?.bind(loss)),
      }),
    ),
  };
}

/** Every function of a loss with its gradient, for each of the examples. */
export function lossTrials(component: LossComponent, context: CheckContext): Trial[] {
  const { games, terms } = lossesOf(component, context);
  const score = tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]);
  return [
    ...termTrials(terms),
    ...games.flatMap(({ loss, options }) =>
      Object.entries({ ...functionsOf(loss), opinion: (at: Tensor) => loss.opinion(at) }).map(
        ([name, f]): Trial => ({
          what: `${name}, ${JSON.stringify(options)}`,
          inputs: [score],
          random: new RewindableRandom(),
          run: () => (name === 'opinion' ? f(score) : [f(score), grad((at: Tensor) => f(at))(score)]),
        }),
      ),
    ),
  ];
}

/** What holds for every loss, for each of its examples. */
export function lossChecks(component: LossComponent, context: CheckContext): Check[] {
  return [
    ...readingChecks(component, context),
    ...gameChecks(component, context),
    ...termChecks(() => lossesOf(component, context).terms),
    ...conductChecks(() => lossTrials(component, context)),
  ];
}

/** How scores are read, whatever form the game has. */
function readingChecks(component: LossComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => optionsOf(component, context).map((options) => component.create(options)));
  return [
    each('shape', 'an opinion has the shape of the scores', (loss) => {
      tidy(() => {
        for (const score of [tensor2d([[0.5], [-0.6], [1.8]]), zeros([2, 3, 3, 1])]) {
          const { shape } = loss.opinion(score);
          if (shape.join() !== score.shape.join())
            throw new Finding(
              `An opinion of scores [${score.shape.join(',')}] is of shape [${shape.join(',')}].`,
            );
        }
      });
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
  ];
}

/** What holds for a game of scores. */
function gameChecks(component: LossComponent, context: CheckContext): Check[] {
  const each = judgeEach(() => lossesOf(component, context).games.map(({ loss }) => loss));
  return [
    each('shape', 'each loss is one number, of scores of examples and of places', (loss) => {
      tidy(() => {
        const score = tensor2d([[0.5], [-0.6], [1.8], [-2.2], [0.15]]);
        const places = (at: Tensor) => reshape(tile(at, [1, 4]), [5, 2, 2, 1]);
        const inPlaces: ScoreGame = {
          ...loss,
          discriminator: (dReal, dFake) => loss.discriminator(places(dReal), places(dFake)),
          generator: (dFake, dReal) => loss.generator(places(dFake), dReal && places(dReal)),
        };
        for (const game of [loss, inPlaces]) {
          for (const [name, f] of Object.entries(functionsOf(game))) {
            const { shape } = f(score);
            if (shape.length > 0)
              throw new Finding(`The ${name} is of shape [${shape.join(',')}], not a scalar.`);
          }
        }
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
  ];
}

function slopeAt(f: (score: Tensor) => Tensor, score: number): number {
  return tidy(() => grad((at: Tensor) => f(at))(tensor2d([[score]])).dataSync()[0]!);
}
