import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GanxError } from '@ganx/core';
import type { Counters, MetricValue } from '@ganx/core/plugin';
import {
  bytesIn,
  Checkpoints,
  type LockHolder,
  type RunManifest,
  type RunReference,
  type RunResult,
  type RunSession,
  readManifest,
  readRunState,
  readSessions,
  type SurveyedRun,
  surveyRun,
} from '@ganx/core/run';
import type { Paint } from '../ansi.js';
import { bytes, count, duration, number, table } from '../view/format.js';

/** Everything that a run's folder tells. Parts that are damaged are null, and `problem` says why. */
export interface RunDescription extends SurveyedRun {
  /** The process that is training it. */
  readonly holder: LockHolder | null;
  readonly counters: Counters | null;
  /** Seconds of training, of all sessions. */
  readonly seconds: number | null;
  /** The last value of each metric. */
  readonly metrics: readonly MetricValue[];
  readonly rollBacks: RunResult['rollBacks'];
  readonly error: RunResult['error'] | null;
  readonly seed: number | null;
  readonly backend: string | null;
  readonly dataset: RunManifest['dataset'] | null;
  readonly lineage: RunManifest['lineage'] | null;
  readonly plugins: readonly string[];
  readonly sessions: readonly RunSession[];
  /** Each checkpoint with its bytes on the disk, ascending. */
  readonly sizes: readonly { readonly iteration: number; readonly bytes: number }[];
  /** What there is to look at, by what it is; relative to the run's folder. */
  readonly look: Readonly<Record<string, string>>;
}

const places = [
  ['spec', 'spec.yaml'],
  ['samples', 'samples'],
  ['metrics', 'metrics.jsonl'],
  ['evaluations', 'evaluations.jsonl'],
  ['log', 'log.jsonl'],
  ['failure', 'checkpoints/exception'],
  ['result', 'result.json'],
] as const;

/** A run from disk alone, whatever state it is in. Writes nothing. */
export function describeRun({ run, folder }: RunReference): RunDescription {
  const surveyed = surveyRun({ run, folder });
  const manifest = unlessDamaged(() => readManifest(folder));
  const { holder, result } = readRunState(folder);
  return {
    ...surveyed,
    holder: holder ?? null,
    counters: result?.counters ?? null,
    seconds: result?.seconds ?? null,
    metrics: result?.metrics ?? [],
    rollBacks: result?.rollBacks ?? [],
    error: result?.error ?? null,
    seed: manifest?.seed ?? null,
    backend: manifest?.backend.description ?? null,
    dataset: manifest?.dataset ?? null,
    lineage: manifest?.lineage ?? null,
    plugins: (manifest?.plugins ?? []).map(({ name, version }) => `${name} ${version}`),
    sessions: unlessDamaged(() => readSessions(folder)) ?? [],
    sizes: surveyed.checkpoints.map((iteration) => ({
      iteration,
      bytes: bytesIn(join(folder, 'checkpoints', Checkpoints.nameOf(iteration))),
    })),
    look: Object.fromEntries(places.filter(([, path]) => existsSync(join(folder, path)))),
  };
}

/** Undefined where a file cannot be believed: `surveyRun` has said which, and why. */
function unlessDamaged<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof GanxError) return undefined;
    throw error;
  }
}

export function descriptionLines(described: RunDescription, paint: Paint, from = process.cwd()): string[] {
  const { run, folder, status, problem, verdict, holder, counters, best, dataset, lineage } = described;
  const {
    rollBacks,
    seed,
    seconds,
    sizes,
    sessions,
    metrics,
    plugins,
    backend,
    error,
    startedAt,
    iteration,
  } = described;
  const here = (path: string) => relative(from, join(folder, path)) || '.';
  const rows: string[][] = [];
  const tell = (what: string, text: string | false | null | undefined) => {
    if (text) rows.push([what, text]);
  };
  tell('problem', problem);
  tell(status === 'pruned' ? 'pruned' : 'ended by', described.ending);
  tell('trained by', holder && `process ${holder.pid} on ${holder.host}`);
  tell('began', startedAt);
  tell(
    'trained',
    counters
      ? `${count(counters.iteration)} iterations, ${count(counters.discriminatorSteps)} D + ${count(counters.generatorSteps)} G steps${seconds === null ? '' : ` in ${duration(seconds)}`}`
      : iteration !== undefined && `${count(iteration)} iterations`,
  );
  tell('sessions', sessions.length > 1 && sessionsText(sessions));
  tell(
    'rolled back',
    rollBacks.length > 0 && rollBacks.map(({ from, to }) => `${count(from)} to ${count(to)}`).join(', '),
  );
  tell('began from', lineage && `${lineage.run} at iteration ${lineage.iteration}`);
  tell('seed', seed !== null && String(seed));
  tell(
    'data',
    dataset && `${dataset.type}, ${count(dataset.size)} examples of [${dataset.shape.join(', ')}]`,
  );
  tell('backend', backend);
  tell('plugins', plugins.join(', '));
  for (const { name, value } of metrics) tell(name, number(value));
  tell(
    'best',
    best && `${best.monitor} ${number(best.value)} at iteration ${best.iteration}: ${here(best.checkpoint)}`,
  );
  tell(
    'checkpoints',
    sizes.map(({ iteration: at, bytes: size }) => `${count(at)} (${bytes(size)})`).join(', '),
  );
  tell('error', error && `${error.code}: ${error.message}`);
  for (const [what, path] of Object.entries(described.look)) tell(what, here(path));
  if (existsSync(folder) && readdirSync(folder).some((name) => name.includes('tfevents')))
    tell('curves', `ganx tensorboard ${here('.')}`);
  return [
    `${paint.bold(run)} ${status}`,
    ...(verdict && status !== 'pruned'
      ? [`${verdict.type} at iteration ${verdict.iteration}: ${verdict.reason}`]
      : []),
    ...table(rows).map((line) => `  ${line}`),
  ];
}

function sessionsText(sessions: readonly RunSession[]): string {
  const killed = sessions.slice(0, -1).filter(({ ended }) => !ended).length;
  const last = sessions.at(-1)!;
  const resumed = last.resumedAt === null ? '' : `, the last from iteration ${count(last.resumedAt)}`;
  return `${sessions.length}${resumed}${killed === 0 ? '' : `; ${killed} did not end by themselves`}`;
}
