/** How long a computation holds the main thread before it lets signals, timers and messages in. */
const holdMs = 50;

/**
 * Lets the event loop turn when a computation has held it for long: `await breather.rest()` within its loops. A computation
 * that was aborted ends there: `rest` throws the signal's reason.
 */
export class Breather {
  #since = performance.now();

  constructor(private readonly signal?: AbortSignal) {}

  /** Whether to call `rest`; asked in loops too hot for a promise in each round. */
  get due(): boolean {
    return performance.now() - this.#since > holdMs;
  }

  async rest(): Promise<void> {
    if (!this.due) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.signal?.throwIfAborted();
    this.#since = performance.now();
  }
}
