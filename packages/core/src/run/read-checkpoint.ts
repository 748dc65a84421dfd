import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { RunIoError } from '../errors.js';
import type { CheckpointContent, CheckpointManifest } from './checkpoint.js';
import { parseExactJson } from './exact-json.js';
import { decodeSafetensors, type FloatTensor } from './safetensors.js';
import { attemptFile } from './write-file.js';

export const checkpointFormat = 'ganx-checkpoint/1';
const parts = ['weights.safetensors', 'optimizer.safetensors', 'state.json'] as const;
type Part = (typeof parts)[number];

/** Ours has under a thousand bytes. */
const manifestLimit = 1 << 20;

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
  const manifest = readManifest(folder, refuse);
  const read = (part: Part): Buffer => {
    const { bytes, sha256 } = manifest.files[part]!;
    const content = readPlainFile(folder, part, refuse, (size) => {
      if (size !== bytes) refuse(`${part} has ${size} bytes, expected ${bytes}`, join(folder, part));
    });
    if (createHash('sha256').update(content).digest('hex') !== sha256)
      refuse(`the content of ${part} was changed`, join(folder, part));
    return content;
  };
  const tensors = new Map<string, FloatTensor>();
  for (const part of ['weights.safetensors', 'optimizer.safetensors'] as const) {
    for (const [name, tensor] of decodeSafetensors(read(part), join(folder, part))) {
      if (tensors.has(name)) refuse(`two of its parts hold "${name}"`);
      tensors.set(name, tensor);
    }
  }
  let facts: unknown;
  try {
    facts = parseExactJson(read('state.json').toString('utf8'));
  } catch (error) {
    if (error instanceof RunIoError) throw error;
    refuse('state.json is not JSON', join(folder, 'state.json'));
  }
  return { tensors, facts: facts as Facts };
}

function readManifest(folder: string, refuse: (detail: string, path?: string) => never): CheckpointManifest {
  const path = join(folder, 'manifest.json');
  const text = readPlainFile(folder, 'manifest.json', refuse, (size) => {
    if (size > manifestLimit) refuse(`manifest.json has ${size} bytes`, path);
  }).toString('utf8');
  let manifest: CheckpointManifest | undefined;
  try {
    manifest = JSON.parse(text) as CheckpointManifest;
  } catch {
    return refuse('manifest.json is not JSON', path);
  }
  if (manifest?.format !== checkpointFormat) return refuse('manifest.json has an unknown format', path);
  const files: unknown = manifest.files;
  if (typeof files !== 'object' || files === null) return refuse('manifest.json names no files', path);
  for (const part of parts) {
    if (!Object.hasOwn(files, part)) return refuse(`manifest.json does not name ${part}`, path);
  }
  for (const [name, described] of Object.entries(files)) {
    if (!(parts as readonly string[]).includes(name))
      return refuse(`manifest.json names ${JSON.stringify(name)}, which is no part of a checkpoint`, path);
    const { bytes, sha256 } = (described ?? {}) as { bytes?: unknown; sha256?: unknown };
    if (!Number.isSafeInteger(bytes) || (bytes as number) < 0 || !/^[0-9a-f]{64}$/.test(String(sha256)))
      return refuse(`manifest.json gives no length and hash for ${name}`, path);
  }
  return manifest;
}

/** A file of the folder itself, its size judged before any of it is read. */
function readPlainFile(
  folder: string,
  name: string,
  refuse: (detail: string, path?: string) => never,
  judgeSize: (size: number) => void,
): Buffer {
  const path = join(folder, name);
  return attemptFile(path, 'read', () => {
    if (!lstatSync(path).isFile()) refuse(`${name} is not a plain file`, path);
    // Without NONBLOCK a pipe that takes the file's place would be waited for.
    const file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const stat = fstatSync(file);
      if (!stat.isFile()) refuse(`${name} is not a plain file`, path);
      judgeSize(stat.size);
      const content = Buffer.alloc(stat.size);
      let at = 0;
      for (let count = -1; count !== 0 && at < content.length; at += count)
        count = readSync(file, content, at, content.length - at, at);
      if (at < content.length) refuse(`${name} became shorter while it was read`, path);
      return content;
    } finally {
      closeSync(file);
    }
  });
}
