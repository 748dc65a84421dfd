import type { Session } from './session.js';
import { takeSnapshot } from './state.js';

/**
 * Saves all state. Loggers and the log are made durable first, so that what the checkpoint says of their files is true.
 * Quietly: without the event, when the run is already failing.
 */
export async function saveCheckpoint(
  session: Session,
  reason: string,
  how: 'publish' | 'quietly' = 'publish',
): Promise<void> {
  const { built, bus, checkpoints, feed, log, logging, parts, progress } = session;
  const { counters } = progress;
  logging.flush();
  log.sync();
  const snapshot = await takeSnapshot(built, feed, progress, parts);
  const path = checkpoints.write(counters.iteration, snapshot, reason, progress.best);
  if (how === 'publish') await bus.publish({ type: 'checkpoint', counters, path, reason });
}
