import type { Schema } from '../../spec/schema.js';
import { renewState } from './renew-state.js';
import * as run from './run-schemas.js';
import { anything } from './schema-words.js';
import * as sweep from './sweep-schemas.js';

/** A kind of file that ganx writes and reads back, and what it holds such a file against before it uses any of it. */
export interface StoredKind {
  /** Of the file, or of a line of it. */
  readonly schema: Schema;
  /** Larger ones, or longer lines, are not read: no run writes such. */
  readonly limit: number;
  /** Levels of lists and maps. */
  readonly depth: number;
  /** Numbers are written as `exact-json.ts` does. */
  readonly exact?: true;
  /** What an older version of ganx wrote, as this one writes it. Given any JSON. */
  readonly renew?: (value: unknown) => unknown;
}

const kibi = 1024;
const mebi = kibi * kibi;

/** Every file that is read back, by its name. Those of lines are judged line by line. */
export const storedKinds = {
  'manifest.json': { schema: run.manifest, limit: 16 * mebi, depth: 64 },
  'result.json': { schema: run.result, limit: 16 * mebi, depth: 64 },
  'sessions.json': { schema: run.sessions, limit: 64 * mebi, depth: 64 },
  'lock.json': { schema: run.lock, limit: 64 * kibi, depth: 4 },
  'checkpoints/index.json': { schema: run.checkpointIndex, limit: mebi, depth: 8 },
  'checkpoint/manifest.json': { schema: run.checkpointManifest, limit: mebi, depth: 8 },
  'checkpoint/state.json': {
    schema: run.state,
    limit: 256 * mebi,
    depth: 256,
    exact: true,
    renew: renewState,
  },
  'log.jsonl': { schema: run.event, limit: 16 * mebi, depth: 64 },
  'metrics.jsonl': { schema: run.metricLine, limit: 16 * mebi, depth: 16 },
  'evaluations.jsonl': { schema: run.evaluation, limit: 64 * mebi, depth: 64 },
  'journal.jsonl': { schema: sweep.journalEntry, limit: 16 * mebi, depth: 64, exact: true },
  'experiment.json': { schema: anything, limit: 16 * mebi, depth: 64 },
} as const satisfies Readonly<Record<string, StoredKind>>;

export type StoredName = keyof typeof storedKinds;
