import { exitCodes } from '../exit-codes.js';

/** Ask a process to end. SIGUSR1 comes from schedulers shortly before they take the machine. */
const signals = ['SIGINT', 'SIGTERM', 'SIGUSR1'] as const;

/** The first signal is noted for the run, which stops after its iteration and saves; the second quits at once. */
export class Interruption {
  requested: string | undefined;
  readonly #quit: () => void;
  readonly #listener = (signal: NodeJS.Signals): void => {
    if (this.requested === undefined) this.requested = signal;
    else this.#quit();
  };

  constructor(leaveScreen: () => void) {
    this.#quit = () => {
      leaveScreen();
      process.stderr.write('quit at once; what was not in the last checkpoint is lost\n');
      process.exit(exitCodes.interrupted);
    };
    for (const signal of signals) process.on(signal, this.#listener);
  }

  close(): void {
    for (const signal of signals) process.off(signal, this.#listener);
  }
}
