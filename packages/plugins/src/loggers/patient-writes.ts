import { isDiskFull } from '@ganx/core';

/** Setting a Node timer beyond this many milliseconds fires it at once. */
const longestTimer = 2 ** 31 - 1;

/**
 * Writes of a buffer that its owner did not ask for: every few seconds, so that whoever watches sees the run move. Where the
 * disk is full they fail without a word, since the buffer keeps what it holds; `full` says so until a later one succeeds.
 */
export class PatientWrites {
  full = false;
  readonly #milliseconds: number;
  #at = performance.now();
  #timer: NodeJS.Timeout | undefined;
  #failure: unknown;

  /**
   * @param write must keep in its buffer what it could not write
   * @param seconds that may lie between two writes
   */
  constructor(
    private readonly write: () => void,
    seconds = 5,
  ) {
    this.#milliseconds = seconds * 1000;
  }

  /** To be called after something was buffered: writes at once, or when it is due, also if nothing follows for long. */
  now(when: 'due' | 'at once' = 'due'): void {
    this.#tellFailure();
    const left = this.#milliseconds - (performance.now() - this.#at);
    if (when === 'due' && left > 0) {
      this.#timer ??= setTimeout(() => this.#writeLate(), Math.min(left, longestTimer)).unref();
      return;
    }
    try {
      this.insist();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** Writes, or throws. */
  insist(): void {
    this.end();
    this.#tellFailure();
    this.#at = performance.now();
    try {
      this.write();
      this.full = false;
    } catch (error) {
      this.full = isDiskFull(error);
      throw error;
    }
  }

  /** Nothing is written from here on unless it is asked for. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Nobody hears a timer: a failure is told at the next call. */
  #writeLate(): void {
    try {
      this.now('at once');
    } catch (error) {
      this.#failure = error;
    }
  }

  #tellFailure(): void {
    const failure = this.#failure;
    this.#failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
