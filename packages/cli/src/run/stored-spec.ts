import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ResumeError } from '@ganx/core';
import { type RunManifest, readManifest } from '@ganx/core/run';
import type { LoadRequest } from '../compose/load.js';
import { admitStored, type Consent } from '../plugins/admit-stored.js';

export interface StoredSpec {
  readonly manifest: RunManifest;
  readonly request: LoadRequest;
}

/**
 * How to load the spec that a run stored: relative paths in it start at the folder that the experiment was in, or at the
 * one that `directory` says it is in now. Its plugins run only if this user began the run with them, or with consent.
 *
 * Errors     RunIoError GANX_RUN_INCOMPLETE, GANX_RUN_DAMAGED; ResumeError GANX_RESUME_MOVED.
 */
export function storedSpec(
  folder: string,
  changes: Omit<LoadRequest, 'file'>,
  directory: string | undefined,
  consent: Consent,
): StoredSpec {
  const manifest = readManifest(folder);
  const base = directory ?? manifest.directory;
  if (!existsSync(base)) {
    throw new ResumeError(
      'GANX_RESUME_MOVED',
      directory === undefined
        ? `The run was started in ${base}, where the relative paths of its spec begin, and that folder is gone. If it has moved, say where to with --directory.`
        : `There is no folder ${base}.`,
      { place: { path: base } },
    );
  }
  return {
    manifest,
    request: {
      ...changes,
      file: join(folder, 'spec.yaml'),
      directory: base,
      admit: admitStored(folder, manifest, consent),
    },
  };
}
