import type { RandomSource } from '../../plugin/index.js';
import { RandomStreams } from '../../random/index.js';

/** Where what is built draws from at the moment: the streams of training, or beside it those of sampling. */
export interface Draws {
  readonly streams: RandomStreams;
  readonly sampling: RandomStreams;
  readonly current: () => RandomSource;
  /** Has everything draw from `sampling` while something that is no training step runs. */
  aside<T>(work: () => Promise<T>): Promise<T>;
}

export function openDraws(seed: number): Draws {
  const streams = new RandomStreams(seed);
  const sampling = new RandomStreams(seed);
  let source: RandomSource = streams;
  return {
    streams,
    sampling,
    current: () => source,
    async aside(work) {
      source = sampling;
      try {
        return await work();
      } finally {
        source = streams;
      }
    },
  };
}
