import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Best } from '../plugin/index.js';
import { requireSpace } from './free-space.js';
import { checkpointFormat, readCheckpointManifest } from './read-checkpoint.js';
import { rollBackPoints } from './roll-back-point.js';
import { encodeSafetensors, type FloatTensor } from './safetensors.js';
import { exactJson } from './stored/exact-json.js';
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
  /** The best checkpoint when this one was made; it stays as long as this one does. */
  readonly best?: string;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

type ManifestFacts = Pick<CheckpointManifest, 'iteration' | 'reason' | 'best'>;

/** The reason of a checkpoint that only time asked for. It goes when the next one is there, so that time decides on none that stays. */
export const byTheClock = 'every minutes';

/** `checkpoints/index.json`: which checkpoints have a name. */
interface Index {
  readonly last: string;
  readonly best: Readonly<Record<string, Best>>;
}

export interface Retention {
  /** Those that only time asked for do not count. */
  readonly keepLast: number;
  /** Of the checkpoints that the run may go back to, one in so many iterations, the newest few are kept, whatever comes later. */
  readonly rollBack?: { readonly every: number; readonly keep: number };
}

/**
 * The checkpoints of one run, `checkpoints/<iteration, 8 digits>/` with
 *
 *   weights.safetensors     both networks and the generator's average, by place
 *   optimizer.safetensors   the optimizers' slots
 *   state.json              counters, stream positions, data cursor, state of components
 *   manifest.json           length and sha256 of the three
 *
 * and `checkpoints/exception/`, of the same form: the state in which the last failure met the run. It may lie between
 * two steps, so it can be looked at and forked, but no run goes on from it.
 *
 * A checkpoint is written aside, synced, and renamed; `index.json` then names the last and the best ones, and those that
 * retention no longer wants are removed: renamed first, so that no half of one is ever taken for a whole.
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
    const named = best ? { best: nameOfPath(best.checkpoint) } : {};
    if (!this.has(iteration))
      this.#place(Checkpoints.nameOf(iteration), { iteration, reason, ...named }, content);
    this.name(iteration, best);
    this.#removeOld(Checkpoints.nameOf(iteration), best);
    return this.pathOf(iteration);
  }

  /** Writes the state in which a failure met the run, in place of an earlier one. Not one to go on from. */
  writeException<Facts>(iteration: number, content: CheckpointContent<Facts>): void {
    this.#remove('exception');
    this.#place('exception', { iteration, reason: 'exception' }, content);
  }

  /** Writes the index: which checkpoint is the last, and which the best. */
  name(iteration: number, best: Best | null): void {
    const index: Index = {
      last: Checkpoints.nameOf(iteration),
      best: best ? { [best.monitor]: best } : {},
    };
    replaceFile(join(this.#folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`);
  }

  /** Makes an iteration's checkpoint the last: later ones go, the latest first. */
  rewindTo(iteration: number, best: Best | null): void {
    for (const name of this.#names().reverse()) if (Number(name) > iteration) this.#remove(name);
    this.name(iteration, best);
  }

  #place<Facts>(name: string, facts: ManifestFacts, content: CheckpointContent<Facts>): void {
    const aside = join(this.#folder, `.writing-${name}-${process.pid}`);
    const final = join(this.#folder, name);
    try {
      this.#writeFiles(aside, facts, content);
      attemptFile(final, 'created', () => renameSync(aside, final));
    } catch (error) {
      rmSync(aside, { recursive: true, force: true });
      throw error;
    }
    syncFolder(this.#folder);
  }

  #writeFiles<Facts>(folder: string, described: ManifestFacts, { tensors, facts }: CheckpointContent<Facts>) {
    const all = [...tensors];
    const isSlot = ([tensor]: readonly [string, FloatTensor]) => tensor.startsWith('optimizer/');
    const metadata = { format: 'ganx', iteration: String(described.iteration) };
    const files: Record<string, Uint8Array[]> = {
      'weights.safetensors': encodeSafetensors(
        all.filter((entry) => !isSlot(entry)),
        metadata,
      ),
      'optimizer.safetensors': encodeSafetensors(all.filter(isSlot), metadata),
      'state.json': [Buffer.from(exactJson(facts))],
    };
    const sizeOf = (parts: readonly Uint8Array[]) => parts.reduce((sum, part) => sum + part.byteLength, 0);
    requireSpace(
      this.#folder,
      Object.values(files).reduce((sum, parts) => sum + sizeOf(parts), 0),
    );
    attemptFile(folder, 'created', () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    });
    const sums: Record<string, { bytes: number; sha256: string }> = {};
    for (const [file, parts] of Object.entries(files)) {
      writeDurably(join(folder, file), parts);
      const hash = createHash('sha256');
      for (const part of parts) hash.update(part);
      sums[file] = { bytes: sizeOf(parts), sha256: hash.digest('hex') };
    }
    const manifest: CheckpointManifest = { format: checkpointFormat, ...described, files: sums };
    writeDurably(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    syncFolder(folder);
  }

  /** Keeps the newest ones, the best, and those to go back to. */
  #removeOld(last: string, best: Best | null): void {
    const names = this.#names();
    const counted = names.filter((name) => this.#manifestOf(name)?.reason !== byTheClock);
    const kept = new Set([last, ...counted.slice(-Math.max(1, this.retention.keepLast))]);
    if (best) kept.add(nameOfPath(best.checkpoint));
    const { rollBack } = this.retention;
    const points = rollBack ? rollBackPoints(names.map(Number), rollBack.every).slice(0, rollBack.keep) : [];
    for (const iteration of points) kept.add(Checkpoints.nameOf(iteration));
    for (const name of [...kept]) kept.add(this.#bestAt(name) ?? name);
    for (const name of names) if (!kept.has(name)) this.#remove(name);
  }

  /** The best checkpoint at the time of another: going on from that one goes back to this best. */
  #bestAt(name: string): string | undefined {
    return this.#manifestOf(name)?.best;
  }

  #manifestOf(name: string): CheckpointManifest | undefined {
    try {
      return readCheckpointManifest(join(this.#folder, name));
    } catch {
      return undefined;
    }
  }

  #names(): string[] {
    return readdirSync(this.#folder)
      .filter(isCheckpointName)
      .sort((a, b) => Number(a) - Number(b));
  }

  #remove(name: string): void {
    const path = join(this.#folder, name);
    if (!existsSync(path)) return;
    const aside = join(this.#folder, `.removing-${name}-${process.pid}`);
    attemptFile(path, 'removed', () => {
      renameSync(path, aside);
      rmSync(aside, { recursive: true, force: true });
    });
  }
}

/** Whether a folder's name is that of an iteration's checkpoint, as it is written. */
export const isCheckpointName = (name: string): boolean =>
  /^\d{8,15}$/.test(name) && Checkpoints.nameOf(Number(name)) === name;

function nameOfPath(path: string): string {
  return path.split('/').at(-1)!;
}
