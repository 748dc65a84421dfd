/** A derivative that is asked for and that is not there: thrown in place of a wrong one. */
export class GradientError extends Error {
  override readonly name = 'GradientError';
  readonly code = 'NO_GRADIENT';

  constructor(
    /** Of the operation, as TensorFlow.js names it. */
    readonly kernelName: string,
    reason: string,
  ) {
    super(`NO_GRADIENT ${kernelName}: ${reason}`);
  }
}
