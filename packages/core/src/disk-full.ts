/**
 * Whether something failed because a disk or a quota is full, by itself or by what caused it. What could not be written is
 * not lost then, if whoever wrote it still has it: it can be tried again.
 */
export function isDiskFull(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'GANX_RUN_DISK_FULL') return true;
  }
  return false;
}
