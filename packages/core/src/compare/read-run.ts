import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import type { Verdict } from '../plugin/index.js';
import type { Json } from '../plugin/json.js';
import type { RunFolder } from '../run/folder.js';
import { pruningOf } from '../run/pruned-trial.js';
import { openResult } from '../run/result.js';
import { type RunState, readRunState } from '../run/run-state.js';
import { readPlainFile } from '../run/stored/plain-file.js';
import { readStored } from '../run/stored/read-stored.js';
import { type FlatSpec, flattenSpec } from './flat-spec.js';
import type { Notice } from './notice.js';
import { type ReadMetrics, readMetrics } from './read-metrics.js';

/** What of a `manifest.json` a comparison needs. */
export interface RunManifest {
  readonly startedAt?: string;
  readonly plugins?: readonly {
    readonly name: string;
    readonly version: string;
    readonly namespace?: string;
  }[];
  readonly dataset?: {
    readonly type: string;
    readonly fingerprint: string;
    /** The examples were drawn by the run's seed, so that each seed has a fingerprint of its own. */
    readonly drawn?: boolean;
  };
}

/** A run as its folder tells it; whatever could not be read is missing here and told in `notices`. */
export interface ComparedRun extends RunFolder, ReadMetrics {
  /** `pruned`: a trial that its sweep gave up. */
  readonly status: RunState['status'] | 'pruned';
  readonly verdict?: Verdict;
  readonly seconds?: number;
  readonly spec: FlatSpec;
  readonly specText: string;
  readonly seed: number | undefined;
  readonly manifest: RunManifest;
  readonly notices: readonly Notice[];
}

const nothingMeasured: ReadMetrics = { metrics: new Map(), curves: new Map(), iteration: 0, badLines: 0 };

/** Reads runs one after the other: hundreds of open files at once would be too many. */
export async function readRuns(folders: readonly RunFolder[], points = 0): Promise<ComparedRun[]> {
  const runs: ComparedRun[] = [];
  for (const folder of folders) runs.push(await readRun(folder, points));
  return runs;
}

/** Reads a run's folder, in whatever state it is. Never throws for what stands in it. */
export async function readRun({ run, folder }: RunFolder, points = 0): Promise<ComparedRun> {
  const notices: Notice[] = [];
  const damaged = (file: string, what: string) =>
    notices.push({ code: 'GANX_COMPARE_DAMAGED', message: `${run}: ${file} ${what}.` });
  const attempt = <T>(file: string, otherwise: T, read: (path: string) => T): T => {
    const path = join(folder, file);
    if (!existsSync(path)) {
      damaged(file, 'is missing');
      return otherwise;
    }
    try {
      return read(path);
    } catch (cause) {
      damaged(file, `cannot be read (${cause instanceof Error ? cause.message.split('\n')[0] : cause})`);
      return otherwise;
    }
  };
  const specText = attempt('spec.yaml', '', readSpecText);
  const spec = attempt('spec.yaml', {}, () => mapOf(parseYaml(specText)));
  const manifest = attempt<RunManifest>('manifest.json', {}, (path) =>
    readStored<RunManifest>('manifest.json', path),
  );
  let state: RunState = { status: 'crashed' };
  try {
    state = readRunState(folder);
    if (state.status === 'crashed') openResult(folder);
  } catch (cause) {
    damaged('result.json', `cannot be used (${cause instanceof Error ? cause.message : cause})`);
  }
  let measured = nothingMeasured;
  const file = 'metrics.jsonl';
  if (!existsSync(join(folder, file))) damaged(file, 'is missing; the spec needs the logger jsonl');
  else {
    try {
      measured = await readMetrics(join(folder, file), points, tiesOf(spec));
    } catch (cause) {
      damaged(file, `cannot be read (${cause instanceof Error ? cause.message : cause})`);
    }
  }
  const { badLines } = measured;
  // The last line of a run that is being written may be half there.
  if (badLines > (state.status === 'running' ? 1 : 0))
    damaged(
      file,
      `has ${badLines} damaged ${badLines === 1 ? 'line, which is' : 'lines, which are'} left out`,
    );
  const { result } = state;
  const status = pruningOf(folder, state) === undefined ? state.status : 'pruned';
  const iteration = Math.max(measured.iteration, result?.counters.iteration ?? 0);
  if (status === 'running' || status === 'crashed') {
    const how =
      status === 'running' ? 'is still running' : 'ended without a result (killed, or the machine stopped)';
    notices.push({
      code: 'GANX_COMPARE_UNFINISHED',
      message: `${run} ${how}; its values are those up to iteration ${iteration}.`,
    });
  }
  const flat = flattenSpec(spec as Json);
  const seed = flat.get('seed');
  return {
    run,
    folder,
    status,
    ...(result ? { verdict: result.verdict, seconds: result.seconds } : {}),
    spec: flat,
    specText,
    seed: typeof seed === 'number' ? seed : undefined,
    manifest,
    ...measured,
    iteration,
    notices,
  };
}

/** As the spec that was trained has it; where that cannot be read, as the default is. */
function tiesOf(spec: { readonly checkpoint?: { readonly keepBest?: { readonly ties?: unknown } } }) {
  return spec.checkpoint?.keepBest?.ties === 'earlier' ? 'earlier' : 'later';
}

const specLimit = 16 << 20;

function readSpecText(path: string): string {
  const refuse = (detail: string): never => {
    throw new Error(detail);
  };
  return readPlainFile(path, refuse, (size) => {
    if (size > specLimit) refuse(`it has ${size} bytes`);
  }).toString('utf8');
}

function mapOf(value: unknown): object {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Error('it holds no map');
  return value;
}
