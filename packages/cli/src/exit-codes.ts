import type { VerdictType } from '@ganx/core/plugin';

/** What the process ends with. Part of the interface: scripts and schedulers branch on these. */
export const exitCodes = {
  /** Converged, or its budget is used up. */
  done: 0,
  /** The spec, an override or the command line itself is wrong; nothing was trained. */
  spec: 2,
  /** A plugin cannot be loaded, breaks its contract or threw. */
  plugin: 3,
  /** A backend, a dataset, a file or ganx itself failed. */
  runtime: 4,
  /** A loss or weight is not finite. */
  diverged: 5,
  /** A failure rule stopped the run: collapsed, or one network overpowered the other. */
  stopped: 6,
  /** Stopped by a signal, with a checkpoint saved. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeOfVerdict: Readonly<Record<VerdictType, ExitCode>> = {
  converged: exitCodes.done,
  budget: exitCodes.done,
  diverged: exitCodes.diverged,
  collapsed: exitCodes.stopped,
  overpowered: exitCodes.stopped,
  interrupted: exitCodes.interrupted,
  failed: exitCodes.runtime,
};

/** By the `_tag` of the core's error classes. */
export const exitCodeOfError: Readonly<Record<string, ExitCode>> = {
  SpecError: exitCodes.spec,
  ShapeError: exitCodes.spec,
  OptionsError: exitCodes.spec,
  PluginError: exitCodes.plugin,
  NumericsError: exitCodes.diverged,
  DataError: exitCodes.runtime,
  RunIoError: exitCodes.runtime,
  BackendError: exitCodes.runtime,
  RuntimeFailure: exitCodes.runtime,
};
