import type { Best } from '../../plugin/index.js';
import { takeFacts, takeTensors } from '../state/state.js';
import { firstNonFinite } from './finiteness.js';
import { patiently } from './patience.js';
import type { Session } from './session.js';

/**
 * Saves all state, or says which tensor is not finite and saves nothing: such a state must not take the place of a good
 * one. A new best is told before, so that what loggers write of it lies before the checkpoint; loggers and the log are
 * made durable, so that what the checkpoint says of their files is true.
 */
export async function saveCheckpoint(
  session: Session,
  reason: string,
  best?: Best,
): Promise<string | undefined> {
  const { built, bus, checkpoints, lock, log, progress } = session;
  const { counters } = progress;
  lock.check();
  const tensors = await takeTensors(built);
  const ruined = firstNonFinite(tensors);
  if (ruined !== undefined) return `${ruined} after iteration ${counters.iteration}`;
  if (best) {
    progress.best = best;
    await bus.publish({ type: 'best', counters, best });
  }
  await flushAll(session);
  const facts = takeFacts({ ...session, logBytes: log.bytes });
  const path = await patiently(session.patience, () => {
    lock.check();
    return checkpoints.write(counters.iteration, { tensors, facts }, reason, progress.best);
  });
  session.savedAt = performance.now();
  await bus.publish({ type: 'checkpoint', counters, path, reason });
  return undefined;
}

/** Makes all that was logged durable. */
export async function flushAll({ log, logging, patience }: Session): Promise<void> {
  await patiently(patience, () => {
    logging.flush();
    log.sync();
  });
}

/**
 * Saves the state in which a failure met the run, to be looked at: no run goes on from it. Publishes nothing, since the run
 * is failing already; a state that is not finite is not kept.
 */
export async function saveException(session: Session): Promise<void> {
  const { built, checkpoints, lock, log, progress } = session;
  lock.check();
  const tensors = await takeTensors(built);
  if (firstNonFinite(tensors) !== undefined) return;
  const facts = takeFacts({ ...session, logBytes: log.bytes });
  checkpoints.writeException(progress.counters.iteration, { tensors, facts });
}
