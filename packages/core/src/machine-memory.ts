import { totalmem } from 'node:os';

/** Bytes that this machine has, or that its container allows. */
export function machineMemory(): number {
  const allowed = process.constrainedMemory?.() ?? 0;
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
