import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RollBack, Verdict } from '../plugin/index.js';
import type { SpecChange } from '../spec/diff.js';
import type { FactChange } from './compare-facts.js';
import { reserveEnding } from './ending-reserve.js';
import { thisProcess } from './process-identity.js';
import { readResult } from './result.js';
import { readStored } from './stored/read-stored.js';
import { replaceFile } from './write-file.js';

/** One process that trained a run. */
export interface RunSession {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly host: string;
  readonly pid: number;
  /** The iteration of the checkpoint that it went on from; null for a start from nothing. */
  readonly resumedAt: number | null;
  /** Where its spec differs from the one that the run began with. */
  readonly amendments: readonly SpecChange[];
  /** What else differs from the run's manifest, where it was allowed to. */
  readonly changes: readonly FactChange[];
  /** How often it went back because the run had diverged; absent for never. */
  readonly rollBacks?: readonly RollBack[];
  /** Absent while it runs, and for good if it was killed. */
  readonly ended?: { readonly at: string; readonly verdict: Verdict };
}

/**
 * `sessions.json`: every process that trained a run, the first one first. Written when each begins and when it ends, then
 * after `result.json`, which has them, too: a process that is killed in between has ended the run.
 */
export function readSessions(folder: string): RunSession[] {
  const stored = readFile(folder);
  const told = readResult(folder)?.sessions ?? [];
  // A session that began after the result is in the file alone.
  return told.length > 0 && told.length === stored.length ? [...told] : stored;
}

function readFile(folder: string): RunSession[] {
  const path = join(folder, 'sessions.json');
  if (!existsSync(path)) return [];
  return readStored<RunSession[]>('sessions.json', path);
}

export function beginSession(
  folder: string,
  facts: Pick<RunSession, 'resumedAt' | 'amendments' | 'changes'>,
): void {
  const { host, pid } = thisProcess();
  reserveEnding(folder);
  writeSessions(folder, [
    ...readSessions(folder),
    { startedAt: new Date().toISOString(), host, pid, ...facts },
  ]);
}

/** Notes that the last session went back; once, however often it is told. */
export function noteRollBack(folder: string, rollBack: RollBack): void {
  const sessions = readSessions(folder);
  const last = sessions.pop();
  const others = (last?.rollBacks ?? []).filter(({ number }) => number !== rollBack.number);
  if (last) sessions.push({ ...last, rollBacks: [...others, rollBack] });
  writeSessions(folder, sessions);
}

/** All sessions, of which the last one ends now. */
export function endedSessions(folder: string, verdict: Verdict): RunSession[] {
  const sessions = readSessions(folder);
  const last = sessions.pop();
  if (last) sessions.push({ ...last, ended: { at: new Date().toISOString(), verdict } });
  return sessions;
}

export function writeSessions(folder: string, sessions: readonly RunSession[]): void {
  replaceFile(join(folder, 'sessions.json'), `${JSON.stringify(sessions, null, 2)}\n`);
}
