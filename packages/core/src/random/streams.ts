import type { RandomSource } from '../plugin/random.js';
import { CounterStream } from './stream.js';

/** The named streams of one run. A name always gives the same stream object, whose position is part of a checkpoint. */
export class RandomStreams implements RandomSource {
  readonly #open = new Map<string, CounterStream>();

  constructor(readonly seed: number) {}

  stream(name: string): CounterStream {
    let stream = this.#open.get(name);
    if (!stream) {
      stream = new CounterStream(this.seed, name);
      this.#open.set(name, stream);
    }
    return stream;
  }

  /** A source whose names all lie below `prefix/`. */
  below(prefix: string): RandomSource {
    return { stream: (name) => this.stream(`${prefix}/${name}`) };
  }

  /** Positions of the streams that were used, by name. */
  save(): Record<string, number> {
    const used = [...this.#open.values()].filter((stream) => stream.position > 0);
    used.sort((a, b) => (a.name < b.name ? -1 : 1));
    return Object.fromEntries(used.map((stream) => [stream.name, stream.position]));
  }

  /** Puts every stream where `positions` says, the ones that it does not name to their start. */
  load(positions: Readonly<Record<string, number>>): void {
    for (const stream of this.#open.values()) stream.position = 0;
    for (const [name, position] of Object.entries(positions)) this.stream(name).position = position;
  }
}
