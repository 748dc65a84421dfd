import { closeSync, openSync } from 'node:fs';

/**
 * Lets a process that has lost its terminal end with its own exit code. Node puts a terminal back as it found it at its exit,
 * and dies of a failed assertion (signal 6 or 11) where the terminal is gone. With other files in the place of the standard
 * ones it has none to put back.
 *
 * Called when the process ends: nothing that it writes is shown afterwards.
 */
export function forgetTerminal(): void {
  for (const stream of [0, 1, 2]) {
    try {
      closeSync(stream);
    } catch {
      // It was closed.
    }
    // The lowest number that is free: the one that was closed.
    openSync('/dev/null', 'r+');
  }
}
