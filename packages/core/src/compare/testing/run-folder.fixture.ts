import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import type { VerdictType } from '../../plugin/index.js';
import type { Json } from '../../plugin/json.js';
import { writeResult } from '../../run/result.js';
import { storedManifest } from '../../run/testing/stored-run.fixture.js';
import { type ComparedRun, readRun } from '../read-run.js';

export interface MadeRun {
  readonly name?: string;
  readonly seed?: number;
  readonly spec?: { readonly [key: string]: Json };
  /** Values of the metric `fid` at iterations 10, 20, ... */
  readonly fid?: readonly number[];
  readonly provenance?: Readonly<Record<string, string | number>>;
  /** Left out: a run that was killed. */
  readonly verdict?: VerdictType;
  readonly dataset?: { readonly fingerprint: string; readonly drawn: boolean };
  readonly pluginVersion?: string;
}

let made = 0;

/** A folder for runs that is gone when the test is over. */
export function runsFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ganx-compare-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes the folder of a run as the engine leaves it; gives its name. */
export function makeRun(
  runs: string,
  options: MadeRun = {},
): { readonly run: string; readonly folder: string } {
  const {
    name = 'ring',
    seed = 1,
    spec = {},
    fid = [],
    provenance = {},
    verdict,
    pluginVersion = '1.0.0',
  } = options;
  const dataset = options.dataset ?? { fingerprint: 'data', drawn: false };
  const run = `${name}/20260101-000000-${(++made).toString(16).padStart(6, '0')}`;
  const folder = join(runs, run);
  for (const part of ['checkpoints', 'source']) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, 'spec.yaml'), stringify({ name, seed, ...spec }));
  const plugins = [{ name: '@ganx/plugins', version: pluginVersion }];
  writeFileSync(
    join(folder, 'manifest.json'),
    JSON.stringify(
      storedManifest(run, {
        plugins,
        dataset: { type: 'ring', size: 10, shape: [2], dtype: 'float32', ...dataset },
      }),
    ),
  );
  const lines = fid.map((value, index) => ({
    iteration: 10 * (index + 1),
    metric: 'fid',
    value: Number.isFinite(value) ? value : String(value),
    goal: 'minimize',
    provenance: { samples: 100, seed, weights: 'ema', dataset: dataset.fingerprint, ...provenance },
  }));
  writeFileSync(join(folder, 'metrics.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (verdict) {
    const iteration = 10 * fid.length;
    writeResult({
      run,
      folder,
      status: verdict === 'failed' || verdict === 'interrupted' ? verdict : 'finished',
      verdict: { type: verdict, reason: 'enough', iteration },
      counters: { iteration, discriminatorSteps: iteration, generatorSteps: iteration, images: iteration },
      best: null,
      metrics: [],
      rollBacks: [],
      seconds: 1,
      exitCode: 0,
      sessions: [],
    });
  }
  return { run, folder };
}

export async function makeRuns(...all: readonly MadeRun[]): Promise<ComparedRun[]> {
  const runs = runsFolder();
  return Promise.all(all.map((options) => readRun(makeRun(runs, { verdict: 'budget', ...options }))));
}
