import { isDiskFull } from '@ganx/core';

const millisecondsBetweenWrites = 5000;

/**
 * Writes of a buffer that its owner did not ask for: every few seconds, so that whoever watches sees the run move. Where the
 * disk is full they fail without a word, since the buffer keeps what it holds; `full` says so until a later one succeeds.
 */
export class PatientWrites {
  full = false;
  #at = performance.now();

  /** @param write must keep in its buffer what it could not write. */
  constructor(private readonly write: () => void) {}

  /** To be called after something was buffered. */
  now(when: 'due' | 'at once' = 'due'): void {
    if (when === 'due' && performance.now() - this.#at < millisecondsBetweenWrites) return;
    try {
      this.insist();
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** Writes, or throws. */
  insist(): void {
    this.#at = performance.now();
    try {
      this.write();
      this.full = false;
    } catch (error) {
      this.full = isDiskFull(error);
      throw error;
    }
  }
}
