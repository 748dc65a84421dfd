import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../disk-full.js';
import type { Best, Counters, MetricValue, RollBack, Verdict } from '../plugin/index.js';
import { reserveFile, useReserve } from './ending-reserve.js';
import type { RunSession } from './sessions.js';
import { spellOut } from './spell-out.js';
import { readStored } from './stored/read-stored.js';
import { replaceFile } from './write-file.js';

export type RunStatus = 'finished' | 'failed' | 'interrupted';

/** How a run ended; the content of its `result.json`. */
export interface RunResult {
  /** `<name>/<YYYYMMDD-HHMMSS>-<id>`. */
  readonly run: string;
  /** Absolute. */
  readonly folder: string;
  readonly status: RunStatus;
  readonly verdict: Verdict;
  readonly counters: Counters;
  readonly best: Best | null;
  /** The last value of each metric. */
  readonly metrics: readonly MetricValue[];
  /** Seconds of training. */
  readonly seconds: number;
  /** DESIGN: 0 converged or budget, 3 plugin error, 4 runtime failure, 5 diverged, 6 failure rule, 130 interrupted. */
  readonly exitCode: number;
  /** How often it went back because it had diverged, and how far; those that its final state has behind it. */
  readonly rollBacks: readonly RollBack[];
  /** Every process that trained it. */
  readonly sessions: readonly RunSession[];
  /** Set when the status is `failed`. */
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly component?: string;
    readonly hook?: string;
    readonly iteration?: number;
    readonly path?: string;
  };
}

/**
 * JSON has no NaN and no infinities: as in `metrics.jsonl`, they are written as the strings "NaN", "Infinity", "-Infinity".
 * Where the disk is full, the place that `reserveEnding` took is used: how a run ended must not be lost by what ended it.
 */
export function writeResult(result: RunResult, folder = result.folder): void {
  const path = join(folder, 'result.json');
  const text = `${JSON.stringify(result, spellOut, 2)}\n`;
  try {
    replaceFile(path, text);
  } catch (error) {
    if (!isDiskFull(error) || !useReserve(folder, text, path)) throw error;
  }
  rmSync(join(folder, reserveFile), { force: true });
}

/** The `result.json` of a run, with `folder` as it is now; undefined while there is none that can be believed. */
export function readResult(folder: string): RunResult | undefined {
  try {
    return openResult(folder);
  } catch {
    return undefined;
  }
}

/**
 * The same; undefined where there is none.
 *
 * Errors     RunIoError GANX_RUN_DAMAGED, with the field that does not fit.
 */
export function openResult(folder: string): RunResult | undefined {
  const path = join(folder, 'result.json');
  if (!existsSync(path)) return undefined;
  const result = readStored<RunResult>('result.json', path);
  const metrics = result.metrics.map((metric) => ({ ...metric, value: Number(metric.value) }));
  const best = result.best && { ...result.best, value: Number(result.best.value) };
  return { ...result, folder, metrics, best, rollBacks: result.rollBacks ?? [] };
}
