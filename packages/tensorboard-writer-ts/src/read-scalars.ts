import { scalarOf } from './event.js';
import { listEventFiles } from './event-file.js';
import { readEvents } from './read-events.js';

export interface ScalarPoint {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/**
 * The curves of a run by tag, from all event files in its folder, of whatever program. A later file's points take the place of those that
 * earlier files have of the same tag at those steps and later, as when a run goes on from a checkpoint; so does a START event, for all tags,
 * unless it is at step 0. A record that is still being written is left for the next time.
 *
 * Errors     those of `readEvents`, but for a torn tail
 */
export function readScalars(folder: string): Map<string, ScalarPoint[]> {
  const curves = new Map<string, ScalarPoint[]>();
  for (const file of listEventFiles(folder)) {
    const own = new Map<string, ScalarPoint[]>();
    for (const { step, wallTime, values, sessionLog } of readEvents(file, { tornTail: 'stop' })) {
      if (sessionLog === 'start' && step > 0) for (const tag of curves.keys()) cut(curves, tag, step);
      for (const summary of values) {
        const value = scalarOf(summary);
        if (value === undefined) continue;
        const points = own.get(summary.tag) ?? [];
        own.set(summary.tag, points);
        points.push({ step, wallTime, value });
      }
    }
    for (const [tag, points] of own) {
      cut(
        curves,
        tag,
        points.reduce((least, { step }) => Math.min(least, step), Infinity),
      );
      curves.set(tag, [...(curves.get(tag) ?? []), ...points]);
    }
  }
  return curves;
}

/** Forgets the points of a curve at a step and later. */
function cut(curves: Map<string, ScalarPoint[]>, tag: string, step: number): void {
  const kept = curves.get(tag)?.filter((point) => point.step < step) ?? [];
  if (kept.length > 0) curves.set(tag, kept);
  else curves.delete(tag);
}
