import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RunIoError } from '../errors.js';
import type { CheckpointContent, CheckpointManifest } from './checkpoint.js';
import { decodeSafetensors, type FloatTensor } from './safetensors.js';
import { storedKinds } from './stored/kinds.js';
import { readPlainFile } from './stored/plain-file.js';
import { parseStored, Unfit } from './stored/read-stored.js';
import { attemptFile } from './write-file.js';

export const checkpointFormat = 'ganx-checkpoint/1';
type Part = 'weights.safetensors' | 'optimizer.safetensors' | 'state.json';

/**
 * Reads a checkpoint's folder. Nothing outside of it is read: the parts have fixed names, and neither they nor the folder
 * may be links. A part that is missing, or not of the length and content that the manifest says, is refused.
 *
 * Errors     RunIoError GANX_RUN_CHECKPOINT_DAMAGED, GANX_RUN_SAFETENSORS, GANX_RUN_IO.
 */
export function readCheckpoint<Facts>(folder: string): CheckpointContent<Facts> {
  const refuse = (detail: string, path = folder): never => {
    throw new RunIoError('GANX_RUN_CHECKPOINT_DAMAGED', `The checkpoint ${folder} is damaged: ${detail}.`, {
      place: { path },
    });
  };
  if (!attemptFile(folder, 'read', () => lstatSync(folder)).isDirectory()) refuse('it is not a folder');
  const manifest = readCheckpointManifest(folder);
  const read = (part: Part): Buffer => {
    const { bytes, sha256 } = manifest.files[part]!;
    const path = join(folder, part);
    const content = readPlainFile(
      path,
      (detail) => refuse(detail, path),
      (size) => {
        if (size !== bytes) refuse(`${part} has ${size} bytes, expected ${bytes}`, path);
        if (part === 'state.json' && size > storedKinds['checkpoint/state.json'].limit)
          refuse(`${part} has ${size} bytes, more than any that ganx writes`, path);
      },
    );
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      refuse(`the content of ${part} was changed`, path);
    return content;
  };
  const tensors = new Map<string, FloatTensor>();
  for (const part of ['weights.safetensors', 'optimizer.safetensors'] as const) {
    for (const [name, tensor] of decodeSafetensors(read(part), join(folder, part))) {
      if (tensors.has(name)) refuse(`two of its parts hold "${name}"`);
      tensors.set(name, tensor);
    }
  }
  const statePath = join(folder, 'state.json');
  const facts = parsePart<{ readonly counters: { readonly iteration: number } }>(
    'checkpoint/state.json',
    read('state.json').toString('utf8'),
    (detail) => refuse(`state.json: ${detail}`, statePath),
  );
  const { iteration } = facts.counters;
  if (iteration !== manifest.iteration)
    refuse(`state.json is of iteration ${iteration}, manifest.json of ${manifest.iteration}`, statePath);
  return { tensors, facts: facts as Facts };
}

/**
 * `manifest.json` of a checkpoint; one of an iteration has the folder of that name.
 *
 * Errors     RunIoError GANX_RUN_CHECKPOINT_DAMAGED, GANX_RUN_IO.
 */
export function readCheckpointManifest(folder: string): CheckpointManifest {
  const path = join(folder, 'manifest.json');
  const refuse = (detail: string): never => {
    throw new RunIoError('GANX_RUN_CHECKPOINT_DAMAGED', `The checkpoint ${folder} is damaged: ${detail}.`, {
      place: { path },
    });
  };
  const { limit } = storedKinds['checkpoint/manifest.json'];
  const content = readPlainFile(path, refuse, (size) => {
    if (size > limit) refuse(`manifest.json has ${size} bytes, more than any that ganx writes`);
  });
  const manifest = parsePart<CheckpointManifest>(
    'checkpoint/manifest.json',
    content.toString('utf8'),
    (detail) => refuse(`manifest.json: ${detail}`),
  );
  const name = basename(folder);
  if (/^\d+$/.test(name) && Number(name) !== manifest.iteration)
    refuse(`manifest.json is of iteration ${manifest.iteration}`);
  return manifest;
}

function parsePart<T>(
  kind: 'checkpoint/state.json' | 'checkpoint/manifest.json',
  text: string,
  refuse: (detail: string) => never,
): T {
  try {
    return parseStored<T>(kind, text);
  } catch (cause) {
    if (cause instanceof Unfit) return refuse(cause.message);
    throw cause;
  }
}
