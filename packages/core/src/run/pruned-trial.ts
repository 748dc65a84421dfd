import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { RunState } from './run-state.js';
import { parseStored } from './stored/read-stored.js';

/** As the journal of a sweep tells of a trial's end; see `JournalEntry`. */
interface TrialEnd {
  readonly type: string;
  readonly state: string;
  readonly reason: string;
  /** Relative to the sweep's folder. */
  readonly run: string | null;
}

/**
 * Why a sweep gave a run up, from the journal beside its trial; undefined for a run that is no trial, or was not pruned.
 * Its own folder cannot tell: to the run it was an interruption like any other, or it was killed.
 */
export function pruningOf(folder: string, { status }: RunState): string | undefined {
  if (status !== 'interrupted' && status !== 'crashed') return undefined;
  const trials = dirname(dirname(dirname(folder)));
  if (basename(trials) !== 'trials') return undefined;
  const sweep = dirname(trials);
  return prunedRuns(join(sweep, 'journal.jsonl')).get(withSlashes(relative(sweep, folder)));
}

/** The latest journal that was read: the runs of one sweep are looked at one after the other. */
let latest = { key: '', pruned: new Map<string, string>() as ReadonlyMap<string, string> };

const withSlashes = (path: string): string => path.split(sep).join('/');

function prunedRuns(journal: string): ReadonlyMap<string, string> {
  const found = statSync(journal, { throwIfNoEntry: false });
  if (!found?.isFile()) return new Map();
  const key = [journal, found.ino, found.size, found.mtimeMs].join(' ');
  if (latest.key !== key) latest = { key, pruned: readPruned(journal) };
  return latest.pruned;
}

/** The reasons by run. Whatever of the journal is damaged says nothing here; `sweep status` tells of it. */
function readPruned(journal: string): ReadonlyMap<string, string> {
  const pruned = new Map<string, string>();
  for (const line of readFileSync(journal, 'utf8').split('\n')) {
    if (!line.includes('"end"')) continue;
    const end = endIn(line);
    if (end?.run && end.state === 'PRUNED') pruned.set(withSlashes(end.run), end.reason);
  }
  return pruned;
}

function endIn(line: string): TrialEnd | undefined {
  try {
    const entry = parseStored<TrialEnd>('journal.jsonl', line);
    return entry.type === 'end' ? entry : undefined;
  } catch {
    return undefined;
  }
}
