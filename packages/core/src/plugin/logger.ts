import type { Component, ComponentDefinition, Defined, Stateful } from './component.js';
import type { RunEvent } from './events.js';
import type { Json } from './json.js';
import type { NetworkRole } from './layer.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Counters } from './run-facts.js';

/** The JSON of each network's TensorFlow.js model. */
export type NetworkModels = { readonly [role in NetworkRole]: Json };

/** A picture, packed as PNG; sizes in pixels. */
export interface LoggedImage {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** How to read pictures of this tag, in Markdown. Loggers that show it take that of the first picture. */
  readonly description?: string;
}

/** How a classifier scored items whose class is known. */
export interface LoggedScores {
  /** How sure it is that an item is positive, in [0, 1]. */
  readonly scores: Float32Array;
  readonly positive: readonly boolean[];
  /** What was scored and how to read it, in Markdown. */
  readonly description?: string;
}

/** Points of a space with many dimensions, for a view that turns them around. */
export interface LoggedEmbedding {
  readonly name: string;
  /** [N, dimensions], row-major. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** Columns of one word for each point. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** One picture with a thumbnail for each point, in rows of ceil(sqrt(N)); width and height are a thumbnail's. */
  readonly sprite?: LoggedImage;
}

/** Where a run's numbers and pictures go. Every method is called between steps, never inside one. */
export interface Logger extends Stateful {
  /** Numbers by slash-grouped tag (`loss/generator`); one call per iteration that logs. */
  scalars(counters: Counters, values: Readonly<Record<string, number>>): void;
  images?(counters: Counters, tag: string, image: LoggedImage): void;
  histogram?(counters: Counters, tag: string, values: Float32Array): void;
  text?(counters: Counters, tag: string, markdown: string): void;
  /** The layers of both networks. */
  graph?(counters: Counters, models: NetworkModels): void;
  /** Precision and recall. */
  prCurve?(counters: Counters, tag: string, scored: LoggedScores): void;
  /** Replaces the embedding of that name. */
  embedding?(counters: Counters, embedding: LoggedEmbedding): void;
  event?(event: RunEvent): void;
  /**
   * Set while the disk had no room for what was logged, which the logger then keeps. `flush` is called until it succeeds,
   * if the spec says that the run waits for space, and once if it does not.
   */
  readonly full?: boolean;
  /** Makes everything durable; afterwards `save()` describes files as they are on disk. */
  flush(): void;
  close(): void;
}

/** What a logger is opened with. */
export interface LoggerContext {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly run: string;
  /** The resolved spec, for loggers that show it. */
  readonly spec: Json;
  /** What `save` gave at the checkpoint that is being resumed. */
  readonly resumed?: Json;
}

/** What `defineLogger` takes. */
export interface LoggerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Called when a run begins or is resumed; then files go on after what was saved, and what came later is cut off. */
  open(options: OptionsOf<S>, context: LoggerContext): Logger;
}

/** As the registry keeps it. */
export interface LoggerComponent extends Component<'logger'>, Pick<LoggerDefinition<OptionsSchema>, 'open'> {}

/**
 * A destination for `logging:`; the framework's `every` says how often scalars are passed on, in iterations.
 *
 * ```ts
 * import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
 * import { join } from 'node:path';
 * import { defineLogger } from '@ganx/core/plugin';
 *
 * export const lines = defineLogger({
 *   type: 'lines',
 *   description: 'One line of text for each number.',
 *   examples: [{ type: 'lines' }],
 *   open(_options, { folder }) {
 *     const file = openSync(join(folder, 'numbers.txt'), 'a');
 *     return {
 *       scalars({ iteration }, values) {
 *         for (const [tag, value] of Object.entries(values)) writeSync(file, `${iteration} ${tag} ${value}\\n`);
 *       },
 *       flush: () => fsyncSync(file),
 *       close: () => closeSync(file),
 *     };
 *   },
 * });
 * ```
 */
export function defineLogger<const S extends OptionsSchema | undefined = undefined>(
  definition: LoggerDefinition<S>,
): Defined<LoggerComponent, LoggerDefinition<S>, 'open'> {
  return { kind: 'logger', ...definition } as never;
}
