import { concat, split, type Tensor } from '@tensorflow/tfjs-core';
import type { NetworkRole, Side } from '../../plugin/index.js';
import { type NetworkAnswer, pass, passAll } from './forward.js';
import type { StepParts } from './parts.js';

/** What both sides of a match are made from. */
export interface MatchSides {
  /** Whose step it is. */
  readonly role: NetworkRole;
  /** Real examples as the discriminator sees them; in the generator's step only where a term reads them. */
  readonly real: Side | undefined;
  readonly fake: Side;
}

/**
 * One game of one batch: real examples against generated ones, before one discriminator. A step has one match. What it
 * knows is passed when it is first asked for, and once.
 */
export class Match {
  readonly #answers = new Map<Side, NetworkAnswer>();

  constructor(
    private readonly parts: StepParts,
    readonly sides: MatchSides,
  ) {}

  /**
   * The discriminator's answer to one side.
   *
   * In the discriminator's step, where no layer mixes samples, it sees both sides as one batch [2B,...]: the same values
   * from fewer, thicker matrix products. With batch norm they are two batches, each with its own statistics.
   */
  answer(side: Side): NetworkAnswer {
    const { real, fake, role } = this.sides;
    const known = this.#answers.get(side);
    if (known) return known;
    const one = role === 'discriminator' && !this.parts.discriminator.network.mixesSamples;
    if (one && real && (side === real || side === fake)) this.#passTogether(real, fake);
    else this.#answers.set(side, this.critic(side.examples, side.labels));
    return this.#answers.get(side)!;
  }

  /** The discriminator as a function of examples and labels. */
  critic(examples: Tensor, labels: Tensor | undefined): NetworkAnswer {
    return passAll(this.parts.discriminator.network, examples, labels);
  }

  /** The generator as a function of latents and labels. */
  generate(latents: Tensor, labels: Tensor | undefined): Side {
    return { examples: pass(this.parts.generator.network, latents, labels), labels, latents };
  }

  #passTogether(real: Side, fake: Side): void {
    const labels = real.labels && concat([real.labels, fake.labels!]);
    const both = this.critic(concat([real.examples, fake.examples]), labels);
    const halves = (x: Tensor) => split(x, 2) as [Tensor, Tensor];
    const [ofReal, ofFake] = halves(both.output);
    const further = Object.entries(both.further).map(([name, x]) => [name, halves(x)] as const);
    const half = (index: 0 | 1) => Object.fromEntries(further.map(([name, x]) => [name, x[index]]));
    this.#answers.set(real, { output: ofReal, further: half(0) });
    this.#answers.set(fake, { output: ofFake, further: half(1) });
  }
}
