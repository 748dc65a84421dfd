import type { Screen } from '../view/run-view.js';
import { stderr } from './output.js';

/** Says once, on stderr, that the screen of something long cannot be written to any more, and what follows from it then. */
export function tellWhenLost(screen: Screen, follows: () => string): () => void {
  const told = ({ code, message }: NodeJS.ErrnoException): void =>
    stderr.write(`what is said here cannot be written any more (${code ?? message}); ${follows()}\n`);
  return screen.onLost?.(told) ?? (() => undefined);
}
