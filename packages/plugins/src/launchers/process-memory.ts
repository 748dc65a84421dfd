import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** How often a process is looked at: one that takes gigabytes in less is not ended before it has them. */
const lookMilliseconds = 1000;

const units = { M: 2 ** 20, G: 2 ** 30 } as const;

/** Bytes of `512M` or `4G`. */
export function bytesOf(memory: string): number {
  return Number(memory.slice(0, -1)) * units[memory.at(-1) as keyof typeof units];
}

/** `5.1 GB`, in units of 2^30. */
export const inGigabytes = (bytes: number): string => `${Number((bytes / units.G).toPrecision(2))} GB`;

/**
 * Bytes that a process holds for itself, swapped out or not; undefined if it has ended or the system does not tell (Windows).
 * Files that it has mapped can be dropped and read again, so they count only where the system does not tell them apart (macOS).
 */
export function memoryOf(pid: number): number | undefined {
  try {
    if (process.platform === 'win32') return undefined;
    if (process.platform !== 'linux')
      return 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name: string): number | undefined => {
      const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
      return value === undefined ? undefined : Number(value);
    };
    const own = kilobytes('RssAnon') ?? kilobytes('VmRSS');
    return own === undefined ? undefined : 1024 * (own + (kilobytes('VmSwap') ?? 0));
  } catch {
    return undefined;
  }
}

/** Calls `over` once the process holds more than `limit` bytes; gives back what ends the watch. */
export function watchMemory(pid: number, limit: number, over: (used: number) => void): () => void {
  const timer = setInterval(() => {
    const used = memoryOf(pid);
    if (used === undefined || used <= limit) return;
    clearInterval(timer);
    over(used);
  }, lookMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}
