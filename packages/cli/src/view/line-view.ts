import type { RunEvent } from '@ganx/core/plugin';
import type { Paint } from '../ansi.js';
import { eventLine, progressLine } from './lines.js';
import { type Budget, Progress } from './progress.js';
import type { RunView, Screen } from './run-view.js';

const millisecondsBetweenLines = 5000;

/** For logs and pipes: a line every few seconds and one for each thing worth telling. */
export class LineView implements RunView {
  readonly #progress: Progress;
  #lastLineAt: number;

  constructor(
    private readonly screen: Screen,
    private readonly paint: Paint,
    budget: Budget | undefined,
    private readonly now: () => number,
  ) {
    this.#progress = new Progress(budget);
    this.#lastLineAt = now();
  }

  event(event: RunEvent): void {
    const now = this.now();
    this.#progress.fold(event, now);
    const line = eventLine(event, this.paint);
    if (line !== undefined) this.note(line);
    if (event.type === 'iteration' && now - this.#lastLineAt >= millisecondsBetweenLines) {
      this.#lastLineAt = now;
      this.note(progressLine(this.#progress, now));
    }
  }

  note(line: string): void {
    this.screen.write(`${line}\n`);
  }

  end(): void {}
}
