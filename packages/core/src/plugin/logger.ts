import type { Component, ComponentDefinition, Stateful } from './component.js';
import type { RunEvent } from './events.js';
import type { Json } from './json.js';
import type { OptionsOf, OptionsSchema } from './options.js';
import type { Counters } from './run-facts.js';

export interface LoggedImage {
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Where a run's numbers and pictures go. Every method is called between steps, never inside one. */
export interface Logger extends Stateful {
  /** Numbers by slash-grouped tag (`loss/generator`); one call per iteration that logs. */
  scalars(counters: Counters, values: Readonly<Record<string, number>>): void;
  images?(counters: Counters, tag: string, image: LoggedImage): void;
  histogram?(counters: Counters, tag: string, values: Float32Array): void;
  text?(counters: Counters, tag: string, markdown: string): void;
  event?(event: RunEvent): void;
  /** Makes everything durable; afterwards `save()` describes files as they are on disk. */
  flush(): void;
  close(): void;
}

export interface LoggerContext {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly run: string;
  /** The resolved spec, for loggers that show it. */
  readonly spec: Json;
  /** What `save` gave at the checkpoint that is being resumed. */
  readonly resumed?: Json;
}

export interface LoggerDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  open(options: OptionsOf<S>, context: LoggerContext): Logger;
}

export interface LoggerComponent extends Component<'logger'>, Pick<LoggerDefinition<OptionsSchema>, 'open'> {}

/** A destination for `logging:`; the framework's `every` says how often scalars are passed on. */
export function defineLogger<const S extends OptionsSchema | undefined = undefined>(
  definition: LoggerDefinition<S>,
): LoggerComponent {
  return { kind: 'logger', ...definition } as unknown as LoggerComponent;
}
