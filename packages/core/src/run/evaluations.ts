import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { RunIoError } from '../errors.js';
import type { Json } from '../plugin/index.js';
import { refuseLinks } from './refuse-links.js';
import { spellOut } from './spell-out.js';
import { readPlainFile } from './stored/plain-file.js';
import { parseStored } from './stored/read-stored.js';
import { attemptFile } from './write-file.js';

const fileName = 'evaluations.jsonl';
const fileLimit = 2 ** 28;

/** One measurement of a metric by one seed, with all that it depends on. */
export interface EvaluatedValue {
  readonly seed: number;
  readonly value: number;
  readonly provenance: Readonly<Record<string, string | number | boolean>>;
}

/** A line of a run's `evaluations.jsonl`: metrics measured from one of its checkpoints, after training. */
export interface EvaluationRecord {
  readonly format: 'ganx-evaluation/1';
  /** ISO 8601. */
  readonly at: string;
  readonly run: string;
  readonly iteration: number;
  readonly checkpoint: string;
  /** Of the checkpoint's weights.safetensors. */
  readonly sha256: string;
  readonly weights: 'average' | 'raw';
  readonly backend: string;
  readonly ganx: string;
  /** The metrics as a spec writes them, all options filled in. */
  readonly metrics: readonly Json[];
  readonly values: readonly {
    readonly name: string;
    readonly goal: 'minimize' | 'maximize';
    /** Over the seeds. */
    readonly mean: number;
    /** Sample deviation over the seeds; null for one seed. */
    readonly deviation: number | null;
    readonly bySeed: readonly EvaluatedValue[];
  }[];
}

/** A record as JSON: numbers that JSON does not have are spelt out, as in `metrics.jsonl`. */
export function evaluationJson(record: EvaluationRecord): string {
  return JSON.stringify(record, spellOut);
}

/**
 * Adds a line to a run's `evaluations.jsonl`.
 *
 * Errors     RunIoError GANX_RUN_DAMAGED if something in the folder leads elsewhere.
 */
export function appendEvaluation(folder: string, record: EvaluationRecord): string {
  refuseLinks(folder);
  const path = join(folder, fileName);
  attemptFile(path, 'written', () => appendFileSync(path, `${evaluationJson(record)}\n`));
  return path;
}

/** The evaluations of a run, the oldest first; lines that are damaged are left out. */
export function readEvaluations(folder: string): EvaluationRecord[] {
  const path = join(folder, fileName);
  if (!existsSync(path)) return [];
  const refuse = (detail: string): never => {
    throw new RunIoError('GANX_RUN_DAMAGED', `${path} is damaged: ${detail}.`, { place: { path } });
  };
  const text = readPlainFile(path, refuse, (size) => {
    if (size > fileLimit) refuse(`it has ${size} bytes, more than any that ganx writes`);
  }).toString('utf8');
  return text.split('\n').flatMap((line) => {
    try {
      const record = parseStored<EvaluationRecord>('evaluations.jsonl', line);
      return [{ ...record, values: record.values.map(revive) }];
    } catch {
      return [];
    }
  });
}

type Value = EvaluationRecord['values'][number];

function revive(value: Value): Value {
  return {
    ...value,
    mean: Number(value.mean),
    deviation: value.deviation === null ? null : Number(value.deviation),
    bySeed: value.bySeed.map((own) => ({ ...own, value: Number(own.value) })),
  };
}
