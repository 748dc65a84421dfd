import { isBetter, type MetricValue } from '@ganx/core/plugin';
import type { EventWriter } from 'tensorboard-writer-ts';
import { describeMetric, describeTag } from './tensorboard-descriptions.js';

/** Curves of a run: each with a description at its first point, each metric beside the best value that it had. */
export class ScalarCurves {
  readonly #writer: EventWriter;
  readonly #described = new Set<string>();
  readonly #best: Map<string, number>;

  /** `best` is what `best` was when the run was stopped. */
  constructor(writer: EventWriter, best: Readonly<Record<string, number>>) {
    this.#writer = writer;
    this.#best = new Map(Object.entries(best));
  }

  /** The best finite value of each metric so far. */
  get best(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#best);
  }

  write(tag: string, value: number, step: number): void {
    this.#write(tag, value, step, () => describeTag(tag));
  }

  /** A metric under its name, and as `best/<name>` the best so far: the HParams page shows a curve's last value. */
  writeMetric(metric: MetricValue, step: number): void {
    const { name, value, goal } = metric;
    this.#write(name, value, step, () => describeMetric(metric));
    if (isBetter(value, this.#best.get(name), goal)) this.#best.set(name, value);
    const best = this.#best.get(name);
    if (best === undefined) return;
    this.#write(`best/${name}`, best, step, () => `The best so far. ${describeMetric(metric)}`);
  }

  #write(tag: string, value: number, step: number, describe: () => string | undefined): void {
    const description = this.#described.has(tag) ? undefined : describe();
    this.#writer.scalar(tag, value, step, description === undefined ? {} : { description });
    this.#described.add(tag);
  }
}
