import type { Interruption } from '@ganx/core/engine';
import { exitCodes } from '../exit-codes.js';
import { stderr } from '../output/output.js';
import { hangUpIsIgnored } from './hang-up.js';
import { forgetTerminal } from './lost-terminal.js';

/** Ask a process to end. A terminal that is closed sends SIGHUP, which is no wish to end for one that `nohup` began. */
export const endingSignals: readonly NodeJS.Signals[] = hangUpIsIgnored()
  ? ['SIGINT', 'SIGTERM']
  : ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** Asks a run to save and go on. */
const saving = 'SIGUSR1';

/**
 * The signals of a run. The first that asks it to end is noted: the run stops after its iteration and saves; the second quits
 * at once. SIGUSR1 makes it save and go on.
 */
export class SignalInterruption implements Interruption {
  requested: string | undefined;
  readonly #ending = new AbortController();
  #save: string | undefined;
  readonly #quit: () => void;
  readonly #end = (signal: NodeJS.Signals): void => {
    if (this.requested !== undefined) {
      this.#quit();
      return;
    }
    this.requested = signal;
    if (signal === 'SIGHUP' && process.platform !== 'win32') process.once('exit', forgetTerminal);
    this.#ending.abort();
  };
  readonly #saveSoon = (): void => {
    this.#save = saving;
  };

  /** `advice` says how to go on after the second signal. */
  constructor(leaveScreen: () => void, advice = '`ganx resume` goes on from the last checkpoint') {
    this.#quit = () => {
      leaveScreen();
      stderr.write(`quit at once; ${advice}\n`);
      process.exit(exitCodes.interrupted);
    };
    for (const signal of endingSignals) process.on(signal, this.#end);
    // Windows has no such signal.
    if (process.platform !== 'win32') process.on(saving, this.#saveSoon);
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  takeSaveRequest(): string | undefined {
    const asked = this.#save;
    this.#save = undefined;
    return asked;
  }

  close(): void {
    for (const signal of endingSignals) process.off(signal, this.#end);
    process.off(saving, this.#saveSoon);
  }
}
