import { type GanxError, SpecError } from './errors.js';
import { pluginCodes } from './plugin/codes.js';
import type { VerdictType } from './plugin/index.js';

const byVerdict = {
  converged: 0,
  budget: 0,
  diverged: 5,
  collapsed: 6,
  overpowered: 6,
  interrupted: 130,
} as const satisfies Readonly<Record<Exclude<VerdictType, 'failed'>, number>>;

/** By the `_tag` of an error. */
const byError = {
  SpecError: 2,
  ShapeError: 2,
  OptionsError: 2,
  QueryError: 2,
  ResumeError: 2,
  PluginError: 3,
  DataError: 4,
  RunIoError: 4,
  BackendError: 4,
  RuntimeFailure: 4,
  NumericsError: 5,
} as const;

/** What a process ends with: by the verdict of a run, or by the error that it failed with. */
export type RunExitCode = (typeof byVerdict)[keyof typeof byVerdict] | (typeof byError)[keyof typeof byError];

/** The exit code that an error means. A spec whose plugin is broken is the plugin's failure, though it is told at the spec's line. */
export function exitCodeOfError(error: GanxError): RunExitCode {
  const { _tag } = error;
  if (error instanceof SpecError && error.problems.some(({ code }) => code in pluginCodes)) {
    return byError.PluginError;
  }
  return (byError as Readonly<Record<string, RunExitCode>>)[_tag] ?? byError.RuntimeFailure;
}

/** The exit code that a run's end means. */
export function exitCodeOf(type: VerdictType, error?: GanxError): RunExitCode {
  if (type !== 'failed') return byVerdict[type];
  return error ? exitCodeOfError(error) : byError.RuntimeFailure;
}
