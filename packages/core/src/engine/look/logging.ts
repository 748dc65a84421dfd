import { fromPlugin, guarded } from '../../experiment/guard.js';
import type {
  Counters,
  Json,
  LoggedEmbedding,
  LoggedImage,
  LoggedScores,
  Logger,
  NetworkModels,
} from '../../plugin/index.js';
import type { RunFolder } from '../../run/index.js';
import type { Built } from '../build/built.js';
import type { StatefulPart } from '../state/state.js';
import type { Subscriber } from './event-bus.js';
import type { EarlierScalars } from './logged-scalars.js';

interface OpenLogger {
  readonly place: string;
  readonly component: string;
  readonly every: number;
  readonly logger: Logger;
}

/** All loggers of a run as one. */
export interface Logging {
  readonly subscribers: readonly Subscriber[];
  readonly parts: readonly StatefulPart[];
  /** Whether some logger wants the scalars of this iteration. */
  due(iteration: number): boolean;
  /**
   * Scalars to the loggers whose `every` is due, to the others, or to all; before them those of an earlier iteration, to
   * loggers that were not due since.
   */
  scalars(
    counters: Counters,
    values: Readonly<Record<string, number>>,
    which: 'due' | 'rest' | 'all',
    earlier?: readonly EarlierScalars[],
  ): void;
  image(counters: Counters, tag: string, image: LoggedImage): void;
  histogram(counters: Counters, tag: string, values: Float32Array): void;
  text(counters: Counters, tag: string, markdown: string): void;
  graph(counters: Counters, models: NetworkModels): void;
  prCurve(counters: Counters, tag: string, scored: LoggedScores): void;
  embedding(counters: Counters, embedding: LoggedEmbedding): void;
  /** Whether some logger holds what the disk had no room for. */
  readonly full: boolean;
  flush(): void;
  close(): void;
}

interface LoggingRequest {
  readonly built: Built;
  readonly run: RunFolder;
  /** By place, what the loggers of this folder saved at the checkpoint that the run goes on from. */
  readonly resumed: Readonly<Record<string, Json>>;
}

export function openLogging({ built, run, resumed }: LoggingRequest): Logging {
  const { experiment } = built;
  const { conceal, spec } = experiment.stored;
  const loggers: OpenLogger[] = [];
  try {
    for (const { component, every, open, place } of experiment.loggers) {
      const saved = resumed[place];
      const context = {
        ...run,
        spec: spec as unknown as Json,
        ...(saved === undefined ? {} : { resumed: saved }),
      };
      loggers.push({ component, place, every, logger: open(context) });
    }
  } catch (error) {
    for (const { logger } of loggers) logger.close();
    throw error;
  }
  const each = (
    hook: string,
    iteration: number | undefined,
    use: (logger: Logger, every: number) => void,
  ) => {
    for (const { component, every, logger } of loggers) {
      guarded({ component, hook, ...(iteration === undefined ? {} : { iteration }) }, () =>
        use(logger, every),
      );
    }
  };
  let closed = false;
  return {
    subscribers: loggers
      .filter(({ logger }) => logger.event)
      .map(({ component, logger }) => ({ component, handle: (event) => logger.event!(event) })),
    parts: loggers.map(({ component, logger, place }) => ({ place, component, value: logger })),
    due: (iteration) => loggers.some(({ every }) => iteration % every === 0),
    scalars(counters, values, which, earlier) {
      const { iteration } = counters;
      each('scalars', iteration, (logger, every) => {
        const due = iteration % every === 0;
        if (which !== 'all' && due !== (which === 'due')) return;
        const dueBefore = due ? iteration - every : iteration - (iteration % every);
        for (const before of earlier ?? [])
          if (before.counters.iteration > dueBefore) logger.scalars(before.counters, before.values);
        logger.scalars(counters, values);
      });
    },
    image: (counters, tag, image) =>
      each('images', counters.iteration, (logger) => logger.images?.(counters, tag, image)),
    histogram: (counters, tag, values) =>
      each('histogram', counters.iteration, (logger) => logger.histogram?.(counters, tag, values)),
    text: (counters, tag, markdown) =>
      each('text', counters.iteration, (logger) => logger.text?.(counters, tag, conceal(markdown))),
    graph: (counters, models) =>
      each('graph', counters.iteration, (logger) => logger.graph?.(counters, models)),
    prCurve: (counters, tag, scored) =>
      each('prCurve', counters.iteration, (logger) => logger.prCurve?.(counters, tag, scored)),
    embedding: (counters, embedding) =>
      each('embedding', counters.iteration, (logger) => logger.embedding?.(counters, embedding)),
    get full() {
      return loggers.some(({ logger }) => logger.full);
    },
    flush: () => each('flush', undefined, (logger) => logger.flush()),
    close() {
      if (closed) return;
      closed = true;
      // Every logger is closed, whatever the others do; the first failure is told.
      let first: unknown;
      for (const { component, logger } of loggers) {
        try {
          logger.close();
        } catch (cause) {
          first ??= fromPlugin(cause, { component, hook: 'close' });
        }
      }
      if (first !== undefined) throw first;
    },
  };
}
