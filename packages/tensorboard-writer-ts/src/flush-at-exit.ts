/** What is written when the process ends by itself or by `process.exit`. */
interface Flushable {
  flush(): void;
}

const open = new Set<Flushable>();

/**
 * Flushes `log` when the process ends, until the returned function is called. Nobody is left to hear of a failure then. A process that
 * is killed by a signal runs nothing more.
 */
export function flushAtExit(log: Flushable): () => void {
  if (open.size === 0) process.on('exit', flushAll);
  open.add(log);
  return () => {
    open.delete(log);
    if (open.size === 0) process.off('exit', flushAll);
  };
}

function flushAll(): void {
  for (const log of open) {
    try {
      log.flush();
    } catch {
      // The process is ending.
    }
  }
}
