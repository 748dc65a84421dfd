import type { RunEvent } from '@ganx/core/plugin';
import { makePaint, wantsColor } from '../ansi.js';
import { LineView } from './line-view.js';
import type { Budget } from './progress.js';
import { TerminalView } from './terminal-view.js';

/** Shows a run while it goes. */
export interface RunView {
  event(event: RunEvent): void;
  /** A line beside the progress. */
  note(line: string): void;
  /** Leaves the screen as it should stay. */
  end(): void;
}

/** What a view writes to: stdout, stderr, or a test's. */
export interface Screen {
  write(text: string): unknown;
  /** The same with codes that move the cursor; left out: `write` passes them. */
  draw?(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
  /** Calls `told` once nothing can be written to it any more; gives what ends it. */
  onLost?(told: (error: NodeJS.ErrnoException) => void): () => void;
}

/** A live display on a terminal, plain lines elsewhere. */
export function makeRunView(
  screen: Screen,
  budget: Budget | undefined,
  now: () => number = Date.now,
): RunView {
  const paint = makePaint(wantsColor(screen));
  const live = screen.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  return live ? new TerminalView(screen, paint, budget, now) : new LineView(screen, paint, budget, now);
}
