import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { RunIoError } from '../errors.js';
import type { PluginRecord, PruneDecision } from '../plugin/index.js';
import type { EnvironmentRecord } from '../run/environment-record.js';
import { encodeExact } from '../run/stored/exact-json.js';
import { parseStored } from '../run/stored/read-stored.js';
import { attemptFile } from '../run/write-file.js';
import type { Values } from './space.js';

/** `NaN` and infinities as text, since JSON has none. In values and decisions they are `{"$number": "NaN"}`, as in `state.json`. */
export type JournalNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** Everything that happens in a sweep, in the order in which it did. The state of a sweep is the fold of these. */
export type JournalEntry =
  | {
      readonly type: 'sweep';
      readonly format: 'ganx-sweep/1';
      readonly name: string;
      readonly experiment: string;
      readonly method: string;
      readonly seeds: number;
      /** Where the clock was behind the sweep before it: the instant by which it is ordered, in milliseconds. */
      readonly order?: number;
      readonly metric?: {
        readonly name: string;
        readonly goal: 'minimize' | 'maximize';
        readonly take: 'best' | 'last';
      };
      readonly hashes: { readonly sweep: string; readonly experiment: string };
      /** Of the variables that the experiment refers to. Left out: none. */
      readonly environment?: EnvironmentRecord;
      /** What the experiment lists beside the built-in plugin, as a run's manifest records it. Left out: nothing. */
      readonly plugins?: readonly PluginRecord[];
      /** Shows the user who began the sweep that these are the plugins that it began with. */
      readonly pluginSeal?: string;
      /** The same for the options of its launcher. */
      readonly launcherSeal?: string;
    }
  /** A driver began; `total` is how many trials there are to be in all, null for no end. */
  | {
      readonly type: 'session';
      readonly pid: number;
      readonly total: number | null;
      readonly parallel: number;
    }
  | {
      readonly type: 'trial';
      readonly trial: number;
      /** Trials of one point differ in their seed alone. */
      readonly point: number;
      readonly repeat: number;
      /** Which proposal of the search it is; refused ones are skipped. */
      readonly index: number;
      /** How many journal entries the search had to go by. */
      readonly after: number;
      /** In the unit cube, as the search sees it; null where an axis is switched off. */
      readonly at: readonly (number | null)[];
      readonly values: Values;
      /** The trial from whose last state it goes on. */
      readonly parent?: number;
      /** The iteration at which it ends. */
      readonly until?: number;
      /** Why the search chose it. */
      readonly reason?: string;
    }
  | { readonly type: 'start'; readonly trial: number; readonly attempt: number; readonly resumed: boolean }
  | { readonly type: 'process'; readonly trial: number; readonly id: string }
  | {
      readonly type: 'report';
      readonly trial: number;
      readonly iteration: number;
      readonly value: JournalNumber;
    }
  | { readonly type: 'judged'; readonly trial: number; readonly decision: PruneDecision }
  | {
      readonly type: 'end';
      readonly trial: number;
      readonly state: 'COMPLETE' | 'PRUNED' | 'FAIL';
      readonly verdict: string;
      readonly reason: string;
      readonly value: JournalNumber | null;
      readonly iteration: number;
      /** Relative to the sweep's folder. */
      readonly run: string | null;
    }
  /** The trial's process is gone before its end; it waits to be taken up again. */
  | { readonly type: 'wait'; readonly trial: number; readonly reason: string }
  | { readonly type: 'close'; readonly reason: string; readonly complete: boolean };

export type Stamped = JournalEntry & { readonly time: number };

/**
 * What may be lost when the machine stops, because it can be known again: measurements stand in the trial's own files, a
 * trial that was not started is proposed again, and a process does not outlive its machine. A later entry that is synced
 * takes these along.
 */
const unsynced: readonly JournalEntry['type'][] = ['trial', 'process', 'report'];

/**
 * `journal.jsonl`: entries as lines of JSON, appended and never changed; all that is acted upon is synced first. A line that
 * a crash cut short at the end was never acted upon, and is taken away when the journal is opened.
 *
 * Errors     RunIoError GANX_SWEEP_JOURNAL for a line in the middle that is no entry: somebody changed the file.
 */
export class Journal {
  readonly #file: number;

  private constructor(
    readonly path: string,
    keep: number,
  ) {
    this.#file = attemptFile(path, 'opened', () => openSync(path, 'a'));
    attemptFile(path, 'shortened', () => ftruncateSync(this.#file, keep));
  }

  /** For writing; gives what is in it. */
  static open(path: string): { readonly journal: Journal; readonly entries: readonly Stamped[] } {
    attemptFile(path, 'opened', () => closeSync(openSync(path, 'a')));
    const { entries, bytes } = readJournal(path);
    return { journal: new Journal(path, bytes), entries };
  }

  append(entry: JournalEntry): Stamped {
    const stamped = { time: Date.now(), ...entry };
    const bytes = Buffer.from(`${JSON.stringify(encodeExact(stamped))}\n`);
    attemptFile(this.path, 'written', () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
      if (!unsynced.includes(entry.type)) fsyncSync(this.#file);
    });
    return stamped;
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** The whole entries of a journal, and the bytes that they take. */
export function readJournal(path: string): { readonly entries: readonly Stamped[]; readonly bytes: number } {
  const content = attemptFile(path, 'read', () => readFileSync(path));
  const entries: Stamped[] = [];
  let bytes = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, end + 1)) {
    const text = content.toString('utf8', bytes, end);
    const entry = parse(text);
    if (!entry) {
      // Unsynced blocks may reach the disk out of order: the torn tail may hold line ends.
      if (!content.subarray(end + 1).includes(10)) break;
      const message = `${path} is damaged: line ${entries.length + 1} is no entry of a sweep's journal. Restore the file, or start the sweep anew.`;
      throw new RunIoError('GANX_SWEEP_JOURNAL', message, { place: { path } });
    }
    entries.push(entry);
    bytes = end + 1;
  }
  return { entries, bytes };
}

function parse(text: string): Stamped | undefined {
  try {
    return parseStored<Stamped>('journal.jsonl', text);
  } catch {
    return undefined;
  }
}

export const journalNumber = (value: number): JournalNumber =>
  Number.isFinite(value) ? value : (String(value) as JournalNumber);
