/** How long a computation holds the main thread before it lets signals, timers and messages in. */
const holdMs = 50;

/** Lets the event loop turn when a computation has held it for long: `await breather.rest()` within its loops. */
export class Breather {
  #since = performance.now();

  /** Whether to call `rest`; asked in loops too hot for a promise in each round. */
  get due(): boolean {
    return performance.now() - this.#since > holdMs;
  }

  async rest(): Promise<void> {
    if (!this.due) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#since = performance.now();
  }
}
