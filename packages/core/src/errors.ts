import type { SpecProblem } from './spec/problem.js';

/** Where in a running experiment something went wrong. */
export interface RunPlace {
  /** `kind type`, as `callback sample-grid`. */
  readonly component?: string;
  readonly hook?: string;
  readonly iteration?: number;
  /** A file or folder. */
  readonly path?: string;
}

interface Details {
  readonly place?: RunPlace;
  readonly cause?: unknown;
}

/** Every failure that ganx reports on purpose; anything else is a defect. `_tag` lets Effect tell them apart. */
export abstract class GanxError extends Error {
  abstract readonly _tag: string;
  readonly place: RunPlace;
  constructor(
    /** Stable, `GANX_...`. */
    readonly code: string,
    message: string,
    { place = {}, cause }: Details = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.place = place;
    this.name = new.target.name;
  }
}

/** The spec is wrong; all problems at once. */
export class SpecError extends GanxError {
  readonly _tag = 'SpecError';
  constructor(readonly problems: readonly SpecProblem[]) {
    super('GANX_SPEC', problems.map((p) => `${p.file}:${p.line}:${p.column} ${p.message}`).join('\n'));
  }
}

/** Layers or data do not fit together; `specPath` says which entry of the spec (`generator.layers.3`). */
export class ShapeError extends GanxError {
  readonly _tag = 'ShapeError';
  constructor(
    readonly specPath: string,
    message: string,
    details?: Details,
    code = 'GANX_SPEC_SHAPE',
  ) {
    super(code, message, details);
  }
}

/** Several of them, of both networks: all mistakes at once. */
export class ShapeListError extends GanxError {
  readonly _tag = 'ShapeError';
  constructor(readonly errors: readonly ShapeError[]) {
    super(errors[0]?.code ?? 'GANX_SPEC_SHAPE', errors.map(({ message }) => message).join('\n'));
  }
}

/**
 * Options that are valid one by one but not together, or not in this experiment. Thrown by a component's `create` or
 * `layers`; whoever called it knows where in the spec the component stands.
 */
export class OptionsError extends GanxError {
  readonly _tag = 'OptionsError';
  constructor(
    /** The option to blame, relative to the component: `schedule.overUpdates`. */
    readonly option: string,
    message: string,
    details?: Details,
  ) {
    super('GANX_SPEC_SEMANTIC', message, details);
  }
}

/** A plugin cannot be loaded, breaks its contract, or threw. */
export class PluginError extends GanxError {
  readonly _tag = 'PluginError';
}

/** Plugins that a spec lists and that cannot be used, all at once; the spec's pipeline finds their places. */
export class PluginListError extends GanxError {
  readonly _tag = 'PluginError';
  constructor(readonly failures: readonly { readonly reference: string; readonly error: PluginError }[]) {
    super(failures[0]?.error.code ?? 'GANX_PLUGIN', failures.map(({ error }) => error.message).join('\n'));
  }
}

/** A loss, gradient or weight is not finite. */
export class NumericsError extends GanxError {
  readonly _tag = 'NumericsError';
}

/** A dataset is missing, truncated or corrupt. */
export class DataError extends GanxError {
  readonly _tag = 'DataError';
}

/** The run's folder cannot be written or read. */
export class RunIoError extends GanxError {
  readonly _tag = 'RunIoError';
}

/** A question about runs that they cannot answer: a key or a metric that none of them has. */
export class QueryError extends GanxError {
  readonly _tag = 'QueryError';
}

/** A run cannot be continued in the way that was asked for; nothing was trained, and nothing of it was changed. */
export class ResumeError extends GanxError {
  readonly _tag = 'ResumeError';
}

/** A compute backend is missing or cannot do what was asked. */
export class BackendError extends GanxError {
  readonly _tag = 'BackendError';
}

/** Something failed that no component answers for. */
export class RuntimeFailure extends GanxError {
  readonly _tag = 'RuntimeFailure';
}
