import type { Session } from './session.js';
import { takeSnapshot } from './state.js';

/**
 * Saves all state, or says which weight is not finite and saves nothing: such a state must not take the place of a good one. Loggers and the log are made durable first, so that what the checkpoint says of their files is true.
 * Quietly: without the event, when the run is already failing.
 */
export async function saveCheckpoint(
  session: Session,
  reason: string,
  how: 'publish' | 'quietly' = 'publish',
): Promise<string | undefined> {
  const { built, bus, checkpoints, feed, log, logging, parts, progress } = session;
  const { counters } = progress;
  logging.flush();
  log.sync();
  const snapshot = await takeSnapshot(built, feed, progress, parts);
  for (const [name, { data }] of snapshot.tensors) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) return `${name} holds ${data[at]} after iteration ${counters.iteration}`;
  }
  const path = checkpoints.write(counters.iteration, snapshot, reason, progress.best);
  if (how === 'publish') await bus.publish({ type: 'checkpoint', counters, path, reason });
  return undefined;
}
