import type { Conditioning, ConditioningComponent, NetworkRole, Registry } from '@ganx/core/plugin';
import { tidy, tile } from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import { type Check, type CheckContext, judgeEach, optionsOf } from './check.js';
import { Finding } from './fault.js';
import { buildLayers } from './layer-model.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';
import { termChecks } from './term-checks.js';
import { TermStage } from './term-stage.js';

/** What holds for every conditioning, for each of its examples. */
export function conditioningChecks(component: ConditioningComponent, context: CheckContext): Check[] {
  const { registry } = context;
  const each = judgeEach(() => optionsOf(component, context).map((options) => component.create(options)));
  return [
    each(
      'declaration',
      'labels that it adds to an input change what a network computes, for flat inputs and images',
      (conditioning) => {
        const before = conditioning.input?.bind(conditioning);
        if (!before) return;
        const roles = conditioning.reads ?? (['generator', 'discriminator'] as const);
        for (const inputShape of [[5], [4, 4, 2]]) {
          const told = roles.filter((role) => classesReach(role, inputShape, before, registry));
          if (told.length === 0)
            throw new Finding(`The labels do not reach an input of [${inputShape.join(', ')}].`);
        }
      },
    ),
    each('declaration', 'only a conditional one touches the input, the head or what is lowered', (made) => {
      if (!made.conditional && (made.input || made.head || made.term))
        throw new Finding('It uses labels but says that it is not conditional.');
    }),
    each('declaration', 'a head makes scores [B,1] of features that depend on the labels', (conditioning) => {
      const head = conditioning.head?.bind(conditioning);
      if (!head) return;
      const { model, call } = buildLayers([], {
        registry,
        random: new RewindableRandom(),
        inputShape: [5],
        classes: 3,
        before: (features, at) =>
          head(features, layers.dense({ name: `${at.name}/score`, units: 1 }).apply(features) as never, at),
      });
      const scores = tidy(() => call(tile(patternTensor([1, 5]), [2, 1]), true));
      const [one, other] = scores.dataSync();
      if (scores.shape.join() !== '2,1')
        throw new Finding(`Scores of two examples are of shape [${scores.shape.join(', ')}].`);
      if (one === other) throw new Finding('Two classes give the same score.');
      scores.dispose();
      model.dispose();
    }),
    ...termChecks(() =>
      optionsOf(component, context).flatMap((options) => {
        const { term } = component.create(options);
        return term ? [{ what: JSON.stringify(options), make: () => new TermStage(term) }] : [];
      }),
    ),
  ];
}

/** Whether labels join the input of a network; where they do, two alike examples of different classes must differ. */
function classesReach(
  role: NetworkRole,
  inputShape: readonly number[],
  before: NonNullable<Conditioning['input']>,
  registry: Registry,
): boolean {
  const random = new RewindableRandom();
  const { model, call } = buildLayers([], { registry, random, inputShape, role, classes: 3, before });
  const told = model.inputs.length === 2;
  const values = tidy(() =>
    call(tile(patternTensor([1, ...inputShape]), [2, ...inputShape.map(() => 1)]), true)
      .dataSync()
      .slice(),
  );
  model.dispose();
  const half = values.length / 2;
  if (told && values.slice(0, half).join() === values.slice(half).join())
    throw new Finding(`Two classes give the same values for inputs of [${inputShape.join(', ')}].`);
  return told;
}
