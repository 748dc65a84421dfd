import { listTasks } from './slurm-client.js';

/**
 * Watches tasks until they have left Slurm's queue, with one question for all of them. While the controller does not
 * answer, nothing is known, and nothing is taken to have ended.
 */
export class SlurmQueue {
  readonly #watched = new Map<string, () => void>();
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly everyMilliseconds: number) {}

  /** Resolves when the task is in the queue no more. */
  left(task: string): Promise<void> {
    return new Promise((resolve) => {
      this.#watched.set(task, resolve);
      this.#timer ??= setTimeout(() => this.#look(), this.everyMilliseconds);
    });
  }

  async #look(): Promise<void> {
    const asked = [...this.#watched.keys()];
    const there = await listTasks().catch(() => undefined);
    if (there) {
      for (const task of asked) {
        if (there.has(task)) continue;
        this.#watched.get(task)!();
        this.#watched.delete(task);
      }
    }
    this.#timer =
      this.#watched.size === 0 ? undefined : setTimeout(() => this.#look(), this.everyMilliseconds);
  }
}
