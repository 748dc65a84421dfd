import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { type DatasetInfo, type Json, type RegisteredPlugin, recordPlugin } from '../plugin/index.js';
import { gitState } from './git.js';
import { attemptFile, replaceFile } from './write-file.js';

export interface SourceRecord {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  readonly overrides: readonly string[];
  readonly provenance?: Json;
}

export interface ManifestFacts {
  readonly run: string;
  readonly seed: number;
  readonly specYaml: string;
  readonly backend: { readonly name: string; readonly description: string };
  readonly versions: Readonly<Record<string, string>>;
  readonly plugins: readonly RegisteredPlugin[];
  readonly dataset: {
    readonly type: string;
    readonly fingerprint: string;
    /** The fingerprint depends on the seed. */
    readonly drawn: boolean;
    readonly info: DatasetInfo;
  };
  /** The experiment's folder: its repository and lockfile are recorded. */
  readonly directory: string;
  readonly startedAt: Date;
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

/** `manifest.json`: what the run was made with. */
export function writeManifest(folder: string, facts: ManifestFacts): void {
  const { dataset, directory, plugins, specYaml, startedAt, ...rest } = facts;
  const git = gitState(directory);
  if (git?.diff) {
    const path = join(folder, 'source', 'uncommitted.diff');
    attemptFile(path, 'written', () => writeFileSync(path, git.diff!));
  }
  const processors = cpus();
  const manifest = {
    format: 'ganx-run/1',
    ...rest,
    startedAt: startedAt.toISOString(),
    specSha256: sha256(specYaml),
    plugins: plugins.map(recordPlugin),
    lockfile: lockfile(directory) ?? null,
    git: git?.state ?? null,
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
      size: dataset.info.size,
      shape: dataset.info.shape,
      ...(dataset.info.classes === undefined ? {} : { classes: dataset.info.classes }),
    },
  };
  replaceFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The nearest npm lockfile at or above a folder. */
function lockfile(directory: string): { readonly file: string; readonly sha256: string } | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const path = join(at, 'package-lock.json');
    if (existsSync(path)) {
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
