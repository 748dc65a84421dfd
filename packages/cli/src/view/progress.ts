import type {
  Best,
  Counters,
  DiscriminatorStats,
  GeneratorStats,
  MetricValue,
  RunEvent,
} from '@ganx/core/plugin';

/** What a run can be counted towards. */
export type Budget = { readonly counter: keyof Counters | 'seconds'; readonly max: number };

/** Everything that a display of a run shows, folded from its events. `now` is in milliseconds. */
export class Progress {
  counters: Counters = { iteration: 0, discriminatorSteps: 0, generatorSteps: 0, images: 0 };
  discriminator: DiscriminatorStats | undefined;
  generator: GeneratorStats | undefined;
  balance: { readonly policy: string; readonly phase: string; readonly reason: string } | undefined;
  best: Best | undefined;
  readonly metrics = new Map<string, MetricValue>();
  readonly artifacts = new Map<string, string>();
  #startedAt: number | undefined;
  /** Counters and when they were reached, over the last seconds: rates are those of now, not of the whole run or its parent. */
  #recent: { readonly counters: Counters; readonly at: number }[] = [];

  constructor(readonly budget?: Budget) {}

  fold(event: RunEvent, now: number): void {
    if ('counters' in event) this.counters = event.counters;
    switch (event.type) {
      case 'run-start':
        // A run that goes back starts anew in the same process.
        this.#startedAt ??= now;
        this.#recent = [];
        break;
      case 'roll-back':
        // What came after it is no longer part of the run.
        if (this.best && this.best.iteration > event.rollBack.to) this.best = undefined;
        break;
      case 'balance':
        this.balance = event;
        break;
      case 'discriminator-step':
        this.discriminator = event.stats;
        break;
      case 'generator-step':
        this.generator = event.stats;
        break;
      case 'iteration':
        this.#mark(event.counters, now);
        break;
      case 'evaluation':
        for (const value of event.values) this.metrics.set(value.name, value);
        break;
      case 'best':
        this.best = event.best;
        break;
      case 'artifact':
        this.artifacts.set(event.description, event.path);
        break;
      default:
    }
  }

  /** Iterations per second. */
  get rate(): number | undefined {
    return this.#rateOf('iteration');
  }

  #rateOf(counter: keyof Counters): number | undefined {
    const first = this.#recent[0];
    const last = this.#recent.at(-1);
    if (!first || !last || last.at - first.at < 50) return undefined;
    return ((last.counters[counter] - first.counters[counter]) * 1000) / (last.at - first.at);
  }

  secondsElapsed(now: number): number {
    return this.#startedAt === undefined ? 0 : (now - this.#startedAt) / 1000;
  }

  /** How much of the budget is used, in [0, 1]. */
  share(now: number): number | undefined {
    if (!this.budget) return undefined;
    const { counter, max } = this.budget;
    return Math.min(1, (counter === 'seconds' ? this.secondsElapsed(now) : this.counters[counter]) / max);
  }

  /** Until the budget is used up at the rate of now; a rule may end the run before that. */
  secondsLeft(now: number): number | undefined {
    if (!this.budget) return undefined;
    const { counter, max } = this.budget;
    if (counter === 'seconds') return Math.max(0, max - this.secondsElapsed(now));
    const rate = this.#rateOf(counter);
    if (rate === undefined || !(rate > 0)) return undefined;
    return Math.max(0, max - this.counters[counter]) / rate;
  }

  #mark(counters: Counters, at: number): void {
    this.#recent.push({ counters, at });
    const keepSince = at - 20_000;
    while (
      this.#recent.length > 1000 ||
      (this.#recent.length > 20 && (this.#recent[0]?.at ?? at) < keepSince)
    ) {
      this.#recent.shift();
    }
  }
}
