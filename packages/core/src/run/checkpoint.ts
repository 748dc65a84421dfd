import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Best } from '../plugin/index.js';
import { exactJson } from './exact-json.js';
import { checkpointFormat } from './read-checkpoint.js';
import { encodeSafetensors, type FloatTensor } from './safetensors.js';
import { attemptFile, replaceFile, syncFolder, writeDurably } from './write-file.js';

/** What a checkpoint holds; `facts` is JSON whose numbers may be any, NaN and negative zero included. */
export interface CheckpointContent<Facts> {
  readonly tensors: ReadonlyMap<string, FloatTensor>;
  readonly facts: Facts;
}

/** `manifest.json` of a checkpoint. */
export interface CheckpointManifest {
  readonly format: typeof checkpointFormat;
  readonly iteration: number;
  readonly reason: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

/** `checkpoints/index.json`: which checkpoints have a name. */
interface Index {
  readonly last: string;
  readonly best: Readonly<Record<string, Best>>;
}

export interface Retention {
  readonly keepLast: number;
}

/**
 * The checkpoints of one run, `checkpoints/<iteration, 8 digits>/` with
 *
 *   weights.safetensors     both networks and the generator's average, by place
 *   optimizer.safetensors   the optimizers' slots
 *   state.json              counters, stream positions, data cursor, state of components
 *   manifest.json           length and sha256 of the three
 *
 * A checkpoint is written aside, synced, and renamed; `index.json` then names the last and the best ones, and those that
 * retention no longer wants are removed.
 */
export class Checkpoints {
  readonly #folder: string;

  constructor(
    runFolder: string,
    readonly retention: Retention,
  ) {
    this.#folder = join(runFolder, 'checkpoints');
  }

  static nameOf(iteration: number): string {
    return String(iteration).padStart(8, '0');
  }

  /** Path of an iteration's checkpoint below the run's folder. */
  pathOf(iteration: number): string {
    return `checkpoints/${Checkpoints.nameOf(iteration)}`;
  }

  has(iteration: number): boolean {
    return existsSync(join(this.#folder, Checkpoints.nameOf(iteration)));
  }

  /** Writes a checkpoint unless one of this iteration is there. Returns its path below the run's folder. */
  write<Facts>(
    iteration: number,
    content: CheckpointContent<Facts>,
    reason: string,
    best: Best | null,
  ): string {
    const name = Checkpoints.nameOf(iteration);
    if (!this.has(iteration)) {
      const aside = join(this.#folder, `.writing-${name}-${process.pid}`);
      try {
        this.#writeFiles(aside, iteration, content, reason);
        attemptFile(join(this.#folder, name), 'created', () => renameSync(aside, join(this.#folder, name)));
      } catch (error) {
        rmSync(aside, { recursive: true, force: true });
        throw error;
      }
      syncFolder(this.#folder);
    }
    const index: Index = { last: name, best: best ? { [best.monitor]: best } : {} };
    replaceFile(join(this.#folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
    this.#removeOld(index);
    return this.pathOf(iteration);
  }

  #writeFiles<Facts>(
    folder: string,
    iteration: number,
    { tensors, facts }: CheckpointContent<Facts>,
    reason: string,
  ) {
    attemptFile(folder, 'created', () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    });
    const all = [...tensors];
    const isSlot = ([tensor]: readonly [string, FloatTensor]) => tensor.startsWith('optimizer/');
    const metadata = { format: 'ganx', iteration: String(iteration) };
    const files: Record<string, Uint8Array[]> = {
      'weights.safetensors': encodeSafetensors(
        all.filter((entry) => !isSlot(entry)),
        metadata,
      ),
      'optimizer.safetensors': encodeSafetensors(all.filter(isSlot), metadata),
      'state.json': [Buffer.from(exactJson(facts))],
    };
    const described: Record<string, { bytes: number; sha256: string }> = {};
    for (const [file, parts] of Object.entries(files)) {
      writeDurably(join(folder, file), parts);
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      described[file] = {
        bytes: parts.reduce((sum, part) => sum + part.byteLength, 0),
        sha256: hash.digest('hex'),
      };
    }
    const manifest: CheckpointManifest = { format: checkpointFormat, iteration, reason, files: described };
    writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    syncFolder(folder);
  }

  /** Keeps the newest ones and whatever the index names. */
  #removeOld(index: Index): void {
    const names = readdirSync(this.#folder)
      .filter((name) => /^\d{8,}$/.test(name))
      .sort((a, b) => Number(a) - Number(b));
    const kept = new Set(names.slice(-Math.max(1, this.retention.keepLast)));
    kept.add(index.last);
    for (const { checkpoint } of Object.values(index.best)) kept.add(checkpoint.split('/').at(-1)!);
    for (const name of names) {
      if (!kept.has(name)) {
        const path = join(this.#folder, name);
        attemptFile(path, 'removed', () => rmSync(path, { recursive: true, force: true }));
      }
    }
  }
}
