import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The instant by which a run stands among others, in milliseconds: what its manifest says, and only where it has none
 * the time in its folder's name. `order` is there where the clock was behind the run before it when it began.
 */
export function orderOf(folder: string): number {
  const { order, startedAt } = instantsOf(folder);
  const known = [order, startedAt].map(instantOf).find(Number.isFinite);
  return known ?? instantOfName(basename(folder)) ?? 0;
}

/** Of ISO 8601 alone: `Date.parse` makes an instant of almost anything. */
function instantOf(value: unknown): number {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : Number.NaN;
}

/** By instants; those of one millisecond by their names. */
export function compareOrder(a: Ordered, b: Ordered): number {
  const [first, second] = [basename(a.folder), basename(b.folder)];
  return a.order - b.order || (first < second || (first === second && a.folder < b.folder) ? -1 : 1);
}

export interface Ordered {
  readonly order: number;
  readonly folder: string;
}

/**
 * Where the clock is behind what has begun already (it was set back, or another machine's is ahead): an instant right
 * after that, so that what begins last is last. Undefined where the clock tells it.
 */
export function orderAfter(began: readonly number[], now: number): number | undefined {
  // Not by spreading: there may be many.
  const newest = began.reduce((latest, instant) => Math.max(latest, instant), 0);
  return newest < now ? undefined : newest + 1;
}

/** `20261130-213912`, in UTC: the time in the name of a folder, for people; names of one time zone sort by age. */
export function stampOf(instant: Date): string {
  const [day = '', time = ''] = instant.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}

export function instantOfName(name: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(name)?.slice(1);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts;
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant) ? undefined : instant;
}

function instantsOf(folder: string): { readonly order?: unknown; readonly startedAt?: unknown } {
  const file = join(folder, 'manifest.json');
  if (!existsSync(file)) return {};
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as object;
  } catch {
    // Damaged; whoever needs more of it than its place says so.
    return {};
  }
}
