/** What the process ends with. Part of the interface: scripts and schedulers branch on these. Which verdict or error means which is the core's to say. */
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
