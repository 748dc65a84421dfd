import {
  type Answer,
  atStart,
  type Counters,
  numbersAt,
  type Reading,
  type Side,
  type StepRandom,
  type StepView,
  type Term,
  type WeightRef,
} from '@ganx/core/plugin';
import { scalar, type Tensor } from '@tensorflow/tfjs-core';
import { Finding } from './fault.js';
import { RewindableRandom } from './random.js';

/** What a critic of a test gives: scores, or scores with what else a term asks for. */
export type CriticAnswer =
  | Tensor
  | {
      readonly score: Tensor;
      readonly features?: Tensor;
      readonly heads?: Readonly<Record<string, Tensor>>;
    };

/** A step made of plain tensors and functions. */
export interface StepViewRequest {
  /** Real and generated examples [B,...shape]. */
  readonly real: Tensor;
  readonly fake: Tensor;
  /** One-hot labels [B,classes] of both sides. */
  readonly labels?: Tensor;
  /** Latents [B,n] that `fake` was made from. */
  readonly latents?: Tensor;
  readonly critic: (examples: Tensor, labels: Tensor | undefined) => CriticAnswer;
  readonly generator?: (latents: Tensor, labels: Tensor | undefined) => Tensor;
  readonly memory?: Readonly<Record<string, Tensor>>;
  readonly random?: StepRandom;
  /** Where numbers that move stand. Left out: before the first step. */
  readonly counters?: Counters;
  readonly weights?: Readonly<Record<'generator' | 'discriminator', readonly WeightRef[]>>;
}

/** Which of the declared readings a term has made. */
export type Readings = Set<Reading>;

/**
 * A view of a step for tests of losses and regularizers, without networks or an engine:
 *
 * ```ts
 * const step = stepView({ real, fake, critic: (examples) => mul(examples, 2) });
 * const penalty = drift.create({ weight: 0.5 }).discriminator!(step);
 * ```
 *
 * @param judged where given, reading what the term does not declare is a finding, and what it does read is noted in `read`.
 */
export function stepView(
  request: StepViewRequest,
  judged?: {
    readonly term: Term;
    readonly role: 'generator' | 'discriminator';
    readonly read: Readings;
  },
): StepView {
  const { real, fake, labels, latents, memory = {}, random = new RewindableRandom() } = request;
  const reading = (what: Reading) => {
    judged?.read.add(what);
    if (judged && !judged.term.reads?.includes(what))
      throw new Finding(`In the ${judged.role}'s step it reads ${what}, and its \`reads\` does not say so.`);
  };
  const sideOf = (examples: Tensor, own: Tensor | undefined, from?: Tensor): Side => ({
    examples,
    latents: from,
    get labels() {
      if (own) reading('labels');
      return own;
    },
  });
  const labelsOf = new Map<Side, Tensor | undefined>();
  const known = (side: Side, own: Tensor | undefined): Side => {
    labelsOf.set(side, own);
    return side;
  };
  const sides = {
    real: known(sideOf(real, labels), labels),
    fake: known(sideOf(fake, labels, latents), labels),
  };
  const answers = new Map<Side, Answer>();
  const answer = (examples: Tensor, own: Tensor | undefined): Answer => {
    const made = request.critic(examples, own);
    const { score, features, heads = {} } = 'score' in made ? made : { score: made };
    return {
      score,
      get features() {
        reading('features');
        return features!;
      },
      head(name) {
        const head = heads[name];
        if (!head) throw new Finding(`It asks for a head "${name}", which its \`heads\` does not make.`);
        return head;
      },
    };
  };
  return {
    get real() {
      if (judged?.role === 'generator') reading('real');
      return sides.real;
    },
    fake: sides.fake,
    answer(side) {
      const before = answers.get(side) ?? answer(side.examples, labelsOf.get(side));
      answers.set(side, before);
      return before;
    },
    critic: (examples, side) => answer(examples, labelsOf.get(side ?? sides.real)),
    generate(from, own) {
      if (!request.generator) throw new Error('This step has no generator: give one to stepView.');
      const asked = own ?? labels;
      return known(sideOf(request.generator(from, asked), asked, from), asked);
    },
    latents: () => random.normal(latents?.shape ?? [fake.shape[0]!, 2]),
    value(number, map = (own) => own) {
      const now = map(numbersAt(request.counters ?? atStart)(number));
      return typeof number === 'number' ? now : scalar(now);
    },
    memory,
    random,
    weights: (role) => request.weights?.[role] ?? [],
  };
}
