import { wantsColor } from '../ansi.js';
import { showControls } from './show-controls.js';

/**
 * One of the two streams that ganx writes to. Nothing else writes to them.
 *
 * What cannot be written (a pager was closed, `| head` has read enough, a disk is full, a terminal is gone) is dropped, and
 * whoever asked is told once. It never ends the process: a run goes on without its view.
 */
export class Output {
  #lost: NodeJS.ErrnoException | undefined;
  readonly #listeners = new Set<(error: NodeJS.ErrnoException) => void>();

  constructor(
    /** As a sentence names it. */
    readonly name: string,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.hear();
  }

  /**
   * Hears of errors alone, also of those that plugins and libraries meet who write past this class. Called again when a
   * library has been loaded that listens as well: oclif throws whatever is not EPIPE, which would end the process.
   */
  hear(): void {
    this.stream.removeAllListeners('error');
    this.stream.on('error', (error: NodeJS.ErrnoException) => this.#lose(error));
  }

  /** Why something could not be written, once that has happened. */
  get lost(): NodeJS.ErrnoException | undefined {
    return this.#lost;
  }

  get isTTY(): boolean {
    return this.stream.isTTY === true;
  }

  /** As the terminal is now. Node hears of a new size between two turns of its loop, and training leaves few. */
  get columns(): number | undefined {
    (this.stream as { _refreshSize?: () => void })._refreshSize?.();
    return this.stream.columns;
  }

  /** Controls in it are shown, and not obeyed, save our own colours: it holds what specs, plugins and files say. */
  write(text: string): void {
    this.draw(showControls(text, wantsColor(this.stream)));
  }

  /** As it is, with codes that move the cursor. Whatever is not ours in it must have gone through `showControls`. */
  draw(text: string): void {
    if (this.#lost && !mayPass.has(this.#lost.code)) return;
    this.stream.write(text);
  }

  /** Calls `told` when something could not be written, or at once if that has happened; gives what ends it. */
  onLost(told: (error: NodeJS.ErrnoException) => void): () => void {
    if (this.#lost) told(this.#lost);
    else this.#listeners.add(told);
    return () => void this.#listeners.delete(told);
  }

  /** When all that was written is on its way, or lost. */
  flush(): Promise<void> {
    return new Promise((done) => this.stream.write('', () => done()));
  }

  #lose(error: NodeJS.ErrnoException): void {
    if (this.#lost) return;
    this.#lost = error;
    for (const told of this.#listeners) told(error);
    this.#listeners.clear();
  }
}

/** Errors of files that end when space is made: what comes later is written again. */
const mayPass: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT']);

export const stdout = new Output('stdout', process.stdout);
export const stderr = new Output('stderr', process.stderr);

/** Where the reader has gone away by itself, as `head` does: it has what it wanted. */
export const readerIsGone = (error: NodeJS.ErrnoException): boolean => error.code === 'EPIPE';
