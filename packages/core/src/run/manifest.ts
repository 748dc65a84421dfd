import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { RunIoError } from '../errors.js';
import {
  type DatasetInfo,
  type Json,
  type PluginRecord,
  type RegisteredPlugin,
  recordPlugin,
} from '../plugin/index.js';
import type { SpecChange } from '../spec/diff.js';
import type { SpecVariable } from '../spec/stored-form.js';
import type { ExperimentSpec } from '../spec/types.js';
import type { ComparedFacts } from './compare-facts.js';
import { type EnvironmentRecord, recordEnvironment } from './environment-record.js';
import { type GitState, gitState } from './git/git-state.js';
import { readStored } from './stored/read-stored.js';
import { attemptFile, replaceFile } from './write-file.js';

export interface SourceRecord {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly overrides: readonly string[];
  readonly provenance?: Json;
}

/** A run that another one began from. */
export interface Lineage {
  readonly run: string;
  readonly folder: string;
  readonly iteration: number;
  /** What the fork changed in the spec. */
  readonly changes: readonly SpecChange[];
}

/** What computed a run. */
export interface BackendRecord {
  readonly name: string;
  readonly description: string;
  /** What its steps ran on, where that is not the processor. */
  readonly device?: string;
  /** When two runs of one spec give the same bits there. */
  readonly bits?: string;
}

export interface ManifestFacts {
  readonly run: string;
  /** Set for a run that was forked from another. */
  readonly lineage?: Lineage;
  /** Resolved, as it is stored. */
  readonly spec: ExperimentSpec;
  /** Of the environment, that the spec refers to. */
  readonly variables: readonly SpecVariable[];
  readonly seed: number;
  readonly specYaml: string;
  readonly backend: BackendRecord;
  readonly versions: Readonly<Record<string, string>>;
  readonly plugins: readonly RegisteredPlugin[];
  readonly pluginSeal?: string;
  readonly dataset: {
    readonly type: string;
    readonly fingerprint: string;
    /** The fingerprint depends on the seed. */
    readonly drawn: boolean;
    readonly info: DatasetInfo;
  };
  /** The experiment's folder: relative paths of the spec start there. */
  readonly directory: string;
  /** Whether the repository and the lockfile there are recorded: only where the user named that folder. */
  readonly recordsFolder: boolean;
  readonly startedAt: Date;
  /** Where it stands among the runs of its folder, if the clock is behind the last of them. */
  readonly order?: Date;
}

/** Stores what the user wrote: the files as they were, the overrides, and where each value came from. */
export function writeSources(
  folder: string,
  specYaml: string,
  { files, overrides, provenance }: SourceRecord,
): void {
  const source = join(folder, 'source');
  attemptFile(source, 'written', () => {
    mkdirSync(source, { recursive: true });
    const taken = new Set<string>();
    const names = files.map(({ file, text }) => {
      let name = basename(file);
      for (let count = 2; taken.has(name); count++) name = `${count}-${basename(file)}`;
      taken.add(name);
      writeFileSync(join(source, name), text);
      return { file, storedAs: `source/${name}` };
    });
    const record = { files: names, overrides, ...(provenance === undefined ? {} : { provenance }) };
    writeFileSync(join(source, 'origins.json'), `${JSON.stringify(record, null, 2)}\n`);
  });
  replaceFile(join(folder, 'spec.yaml'), specYaml);
}

/** The content of `manifest.json`: what a run was made with. */
export interface RunManifest {
  readonly format: 'ganx-run/1';
  readonly run: string;
  readonly lineage?: Lineage;
  readonly seed: number;
  /** The resolved spec that the run began with; texts from the environment are references to it. */
  readonly spec: ExperimentSpec;
  /** Absent where the spec refers to no variable. */
  readonly environment?: EnvironmentRecord;
  readonly specSha256: string;
  readonly startedAt: string;
  /** The instant by which it is ordered, where the clock was behind the run before it: see `orderOf`. */
  readonly order?: string;
  /** Folder that relative paths of the spec start at. */
  readonly directory: string;
  readonly backend: BackendRecord;
  readonly versions: Readonly<Record<string, string>>;
  readonly plugins: readonly PluginRecord[];
  /** By which whoever began the run can tell that `plugins` is as it was; made by the command line. */
  readonly pluginSeal?: string;
  readonly lockfile: { readonly file: string; readonly sha256: string } | null;
  readonly git: GitState | null;
  readonly machine: {
    readonly platform: string;
    readonly release: string;
    readonly arch: string;
    readonly processor: string;
    readonly processors: number;
    readonly memoryBytes: number;
  };
  readonly dataset: {
    readonly type: string;
    readonly fingerprint: string;
    /** The fingerprint depends on the seed. */
    readonly drawn: boolean;
    readonly size: number;
    readonly shape: readonly number[];
    readonly dtype: DatasetInfo['dtype'];
    readonly classes?: number;
    readonly classNames?: readonly string[];
    /** Training examples of each class. */
    readonly examplesPerClass?: readonly number[];
    /** Of images of floats: as the dataset declares it, or fitted. */
    readonly range?: readonly [number, number];
    readonly fittedRange?: readonly [number, number];
  };
}

/** What of a manifest is compared when a run goes on. Looks at no file. */
export function comparedFactsOf({
  backend,
  dataset,
  directory,
  plugins,
  versions,
}: Pick<ManifestFacts, 'backend' | 'dataset' | 'directory' | 'plugins' | 'versions'>): ComparedFacts {
  const { classNames, classes, dtype, examplesPerClass, fittedRange, range, shape, size } = dataset.info;
  const processors = cpus();
  return {
    backend,
    versions,
    plugins: plugins.map(recordPlugin),
    directory,
    machine: {
      platform: platform(),
      release: release(),
      arch: arch(),
      processor: processors[0]?.model ?? 'unknown',
      processors: processors.length,
      memoryBytes: totalmem(),
    },
    dataset: {
      type: dataset.type,
      fingerprint: dataset.fingerprint,
      drawn: dataset.drawn,
      size,
      shape,
      dtype,
      ...(classes === undefined ? {} : { classes }),
      ...(classNames === undefined ? {} : { classNames }),
      ...(examplesPerClass === undefined ? {} : { examplesPerClass }),
      ...(range === undefined ? {} : { range }),
      ...(fittedRange === undefined ? {} : { fittedRange }),
    },
  };
}

/** Gathers a manifest, and the difference from the commit if there is one to keep. */
function makeManifest(facts: ManifestFacts): {
  readonly manifest: RunManifest;
  readonly diff: string | undefined;
} {
  const {
    dataset: _dataset,
    order,
    plugins: _plugins,
    recordsFolder,
    specYaml,
    startedAt,
    variables,
    ...rest
  } = facts;
  const { directory } = facts;
  const values = variables.flatMap(({ value }) => value ?? []);
  const git = recordsFolder ? gitState(directory, values) : undefined;
  const environment = recordEnvironment(variables);
  const manifest: RunManifest = {
    format: 'ganx-run/1',
    ...rest,
    startedAt: startedAt.toISOString(),
    ...(order && { order: order.toISOString() }),
    ...(environment && { environment }),
    specSha256: sha256(specYaml),
    ...comparedFactsOf(facts),
    lockfile: (recordsFolder ? lockfile(directory) : undefined) ?? null,
    git: git?.state ?? null,
  };
  return { manifest, diff: git?.diff };
}

/** Writes `manifest.json`, and `source/uncommitted.diff` where the repository had changes. */
export function writeManifest(folder: string, facts: ManifestFacts): void {
  const { manifest, diff } = makeManifest(facts);
  if (diff) {
    const path = join(folder, 'source', 'uncommitted.diff');
    attemptFile(path, 'written', () => writeFileSync(path, diff));
  }
  replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * Reads the manifest of a run.
 *
 * Errors     RunIoError GANX_RUN_INCOMPLETE if there is none: the run ended before it began to train; GANX_RUN_DAMAGED.
 */
export function readManifest(folder: string): RunManifest {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) {
    throw new RunIoError(
      'GANX_RUN_INCOMPLETE',
      `${folder} has no manifest.json: the run ended before it began to train. Start it anew with \`ganx run\`.`,
      { place: { path } },
    );
  }
  return readStored<RunManifest>('manifest.json', path);
}

const lockfileLimit = 1 << 28;

/** The nearest npm lockfile at or above a folder. */
function lockfile(directory: string): { readonly file: string; readonly sha256: string } | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, 'package-lock.json');
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat) {
      if (!stat.isFile() || stat.size > lockfileLimit) return undefined;
      try {
        return { file: path, sha256: sha256(readFileSync(path)) };
      } catch {
        return undefined;
      }
    }
    if (dirname(at) === at) return undefined;
  }
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
