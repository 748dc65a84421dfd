import type { Lowered, NetworkRole, StepView, Term, WeightRef } from '@ganx/core/plugin';
import {
  concat,
  elu,
  fill,
  matMul,
  type Scalar,
  type Tensor,
  type Tensor2D,
  tanh,
  tidy,
  type Variable,
  variable,
} from '@tensorflow/tfjs-core';
import { input, type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { oneHots } from './layer-model.js';
import { RewindableRandom } from './random.js';
import { patternTensor } from './slopes.js';
import { type Readings, stepView } from './step-view.js';

const batch = 4;
const classes = 3;

/** Size and phase of the first weights. */
const first: Readonly<Record<string, readonly [number, number]>> = {
  'discriminator/00-dense/kernel': [0.8, 0.3],
  'discriminator/01-dense/kernel': [0.9, 1.1],
  'generator/00-dense/kernel': [0.7, 0.6],
};

/**
 * Two small smooth networks of points [B,3] for a term to act on: a critic 3-5-1 whose five features the term's heads stand
 * on, and a generator of latents [B,2] and labels.
 */
export class TermStage {
  readonly random = new RewindableRandom();
  readonly real = patternTensor([batch, 3], 1, 0.5);
  readonly latents = patternTensor([batch, 2], 1, 2.5);
  readonly labels = oneHots(batch, classes);
  readonly weights: Readonly<Record<NetworkRole, readonly WeightRef[]>>;
  readonly memory: Readonly<Record<string, Variable>>;
  /** Where a term answers with an example in place of a score. */
  readonly #scoreOf: ((answer: Tensor, examples: Tensor) => Tensor) | undefined;
  readonly #heads: { readonly names: readonly string[]; readonly model: LayersModel } | undefined;

  constructor(
    readonly term: Term,
    scoreOf?: (answer: Tensor, examples: Tensor) => Tensor,
  ) {
    this.#scoreOf = scoreOf;
    const outputs = scoreOf ? 3 : 1;
    const made = (name: string, shape: readonly number[]): WeightRef =>
      tidy(() => ({ name, kind: 'kernel', variable: variable(patternTensor(shape, ...first[name]!)) }));
    this.#heads = headsOf(term, this.random);
    this.weights = {
      discriminator: [
        made('discriminator/00-dense/kernel', [3, 5]),
        made('discriminator/01-dense/kernel', [5, outputs]),
        ...(this.#heads?.model.trainableWeights ?? []).map((weight) => ({
          name: weight.name,
          kind: weight.name.split('/').at(-1)!,
          variable: weight.read() as Variable,
        })),
      ],
      generator: [made('generator/00-dense/kernel', [2 + classes, 3])],
    };
    this.memory = Object.fromEntries(
      Object.entries(term.memory ?? {}).map(([name, { shape, value }]) => [
        name,
        tidy(() => variable(fill([...shape], value))),
      ]),
    );
  }

  /** Shapes of the heads for a batch, by name. */
  get headShapes(): Readonly<Record<string, readonly (number | null)[]>> {
    const { names = [], model: made } = this.#heads ?? {};
    return Object.fromEntries(names.map((name, index) => [name, made!.outputs[index]!.shape]));
  }

  /** What the term lowers in a player's step. `read` notes what it reads; reading something undeclared is a finding. */
  lower(role: NetworkRole, read: Readings = new Set()): Lowered {
    this.random.rewind();
    const given = this.term[role]!(this.view(role, read));
    return 'loss' in given ? given : { loss: given as Scalar };
  }

  view(role: NetworkRole, read: Readings): StepView {
    const { labels, latents, memory, random, real, weights } = this;
    const [hidden, last] = weights.discriminator.map(({ variable: own }) => own as unknown as Tensor2D);
    const generator = (z: Tensor, own: Tensor | undefined) =>
      tanh(matMul(concat([z, own!], 1) as Tensor2D, weights.generator[0]!.variable as unknown as Tensor2D));
    const critic = (x: Tensor) => {
      const features = elu(matMul(x as Tensor2D, hidden!));
      const answer = matMul(features as Tensor2D, last!);
      const { names = [], model: made } = this.#heads ?? {};
      const heads = names.length === 0 ? [] : [made!.apply(features, { training: true })].flat();
      return {
        score: this.#scoreOf ? this.#scoreOf(answer, x) : answer,
        features,
        heads: Object.fromEntries(names.map((name, index) => [name, heads[index] as Tensor])),
      };
    };
    const fake = generator(latents, labels);
    return stepView(
      { real, fake, labels, latents, critic, generator, memory, random, weights },
      { term: this.term, role, read },
    );
  }

  /** Puts the weights that a term may have changed back. */
  reset(): void {
    for (const { name, variable: own } of [...this.weights.discriminator, ...this.weights.generator]) {
      const [size, phase] = first[name] ?? [0.6, 0.9];
      tidy(() => own.assign(patternTensor(own.shape, size, phase)));
    }
  }

  dispose(): void {
    this.#heads?.model.dispose();
    for (const { name, variable: own } of [...this.weights.discriminator, ...this.weights.generator])
      if (name in first) own.dispose();
    for (const own of [this.real, this.latents, this.labels, ...Object.values(this.memory)]) own.dispose();
  }
}

let stages = 0;

/** The heads of a term on five features, with weights that follow a pattern. */
function headsOf(term: Term, random: RewindableRandom) {
  const names = Object.keys(term.heads ?? {});
  if (names.length === 0) return undefined;
  const root = `testkit-heads-${++stages}`;
  const features = input({ shape: [5], name: `${root}/features` });
  const outputs = names.map((name) =>
    term.heads![name]!(features, {
      name: `${root}/${name}`,
      role: 'discriminator',
      inputs: [features],
      inputShape: [5],
      classes,
      random,
      build: () => {
        throw new Error('Heads of a test have no layers of the spec.');
      },
    }),
  ) as SymbolicTensor[];
  // A head that hands the features on is a model of its input, which TensorFlow.js refuses.
  const own = outputs.map((output) =>
    output === features
      ? (layers.activation({ activation: 'linear' }).apply(output) as SymbolicTensor)
      : output,
  );
  const made = model({ inputs: features, outputs: own, name: root });
  for (const weight of made.trainableWeights) {
    const values = patternTensor(weight.shape as number[], 0.6, 0.9);
    weight.write(values);
    values.dispose();
  }
  return { names, model: made };
}
