import type { SpecProblem } from '../problem.js';
import type { SemanticView } from './view.js';

/** The average is told of in one way: by its decay or by its half-life. */
export function checkAveraging({ loaded, spec: { ema } }: SemanticView): readonly SpecProblem[] {
  if (!ema) return [];
  if (ema.counter !== undefined && ema.halfLife === undefined) {
    const message =
      'The counter is what `halfLife` counts, and there is none. Set halfLife, or leave counter out.';
    return [loaded.problem('ema.counter', 'GANX_SPEC_SEMANTIC', message)];
  }
  if (ema.halfLife === undefined || !isWritten(loaded, 'ema.decay')) return [];
  const message = 'Both `decay` and `halfLife` say how fast the average follows. Delete one of them.';
  return [loaded.problem('ema.decay', 'GANX_SPEC_SEMANTIC', message)];
}

/** What nobody wrote has the place of the nearest part that somebody did. */
function isWritten(loaded: SemanticView['loaded'], path: string): boolean {
  const [own, around] = [loaded.locate(path), loaded.locate(path.slice(0, path.lastIndexOf('.')))];
  return own.file !== around.file || own.line !== around.line || own.column !== around.column;
}
