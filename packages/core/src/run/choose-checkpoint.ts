import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GanxError, RunIoError } from '../errors.js';
import type { Best } from '../plugin/index.js';
import { type CheckpointContent, Checkpoints, isCheckpointName } from './checkpoint.js';
import { readCheckpoint, readCheckpointManifest } from './read-checkpoint.js';
import { readStored } from './stored/read-stored.js';
import { attemptFile } from './write-file.js';

/**
 * Which checkpoint of a run: that of an iteration, the last that is whole, the best by the monitored metric, or the state
 * in which the last failure met it.
 */
export type CheckpointChoice = number | 'last' | 'best' | 'exception';

/** A checkpoint that was passed over. */
export interface DamagedCheckpoint {
  readonly iteration: number;
  readonly code: string;
  readonly message: string;
}

export interface OpenedCheckpoint<Facts> extends CheckpointContent<Facts> {
  readonly iteration: number;
  /** Absolute. */
  readonly folder: string;
  /** Newer ones that could not be read, the newest first. */
  readonly damaged: readonly DamagedCheckpoint[];
}

/** Iterations of which a run has a checkpoint, ascending. Whether they are whole, reading them says. */
export function checkpointsOf(runFolder: string): number[] {
  const folder = join(runFolder, 'checkpoints');
  if (!existsSync(folder)) return [];
  return attemptFile(folder, 'read', () => readdirSync(folder))
    .filter(isCheckpointName)
    .map(Number)
    .sort((a, b) => a - b);
}

/**
 * Reads the wanted checkpoint of a run. Where `last` is damaged, the one before it is used, and so on; `damaged` tells
 * what was passed over. A checkpoint that was named is read or refused.
 *
 * Errors     RunIoError GANX_RUN_CHECKPOINT_MISSING, which lists those that are there; GANX_RUN_CHECKPOINT_DAMAGED if none
 *            of those that may serve can be read.
 */
export function openCheckpoint<Facts>(
  runFolder: string,
  choice: CheckpointChoice = 'last',
): OpenedCheckpoint<Facts> {
  if (choice === 'exception') return openException(runFolder);
  const present = checkpointsOf(runFolder);
  const wanted = choice === 'best' ? bestOf(runFolder)?.iteration : choice;
  const candidates = wanted === 'last' ? [...present].reverse() : present.filter((own) => own === wanted);
  if (candidates.length === 0) throw missing(runFolder, choice, present);
  return openFirstWhole(runFolder, candidates, `"${choice}"`);
}

/**
 * Reads the first of these checkpoints that is whole; `damaged` tells what was passed over.
 *
 * Errors     RunIoError GANX_RUN_CHECKPOINT_DAMAGED if none of them can be read.
 */
export function openFirstWhole<Facts>(
  runFolder: string,
  candidates: readonly number[],
  purpose: string,
): OpenedCheckpoint<Facts> {
  const damaged: DamagedCheckpoint[] = [];
  for (const iteration of candidates) {
    const folder = join(runFolder, 'checkpoints', Checkpoints.nameOf(iteration));
    try {
      return { ...readCheckpoint<Facts>(folder), iteration, folder, damaged };
    } catch (error) {
      if (!(error instanceof GanxError)) throw error;
      damaged.push({ iteration, code: error.code, message: error.message });
    }
  }
  throw new RunIoError(
    'GANX_RUN_CHECKPOINT_DAMAGED',
    `No checkpoint of ${runFolder} that could serve as ${purpose} can be read. ${damaged.map(({ message }) => message).join(' ')}`,
    { place: { path: join(runFolder, 'checkpoints') } },
  );
}

function openException<Facts>(runFolder: string): OpenedCheckpoint<Facts> {
  const folder = join(runFolder, 'checkpoints', 'exception');
  if (!existsSync(folder)) throw missing(runFolder, 'exception', checkpointsOf(runFolder));
  const content = readCheckpoint<Facts>(folder);
  const { iteration } = readCheckpointManifest(folder);
  return { ...content, iteration, folder, damaged: [] };
}

/** The best checkpoint so far, as the index names it; undefined if there is none, or the index cannot be believed. */
export function bestOf(runFolder: string): Best | undefined {
  try {
    const path = join(runFolder, 'checkpoints', 'index.json');
    const { best } = readStored<{ best: Readonly<Record<string, Best>> }>('checkpoints/index.json', path);
    const [first] = Object.values(best);
    // The same thing is said twice there: a changed digit does not lead to another checkpoint.
    return first && first.checkpoint === `checkpoints/${Checkpoints.nameOf(first.iteration)}`
      ? first
      : undefined;
  } catch {
    return undefined;
  }
}

function missing(runFolder: string, choice: CheckpointChoice, present: readonly number[]): RunIoError {
  const which =
    choice === 'last'
      ? 'no checkpoint'
      : typeof choice === 'number'
        ? `no checkpoint of iteration ${choice}`
        : `no ${choice} checkpoint`;
  const there = present.length === 0 ? 'It has none at all' : `It has those of ${present.join(', ')}`;
  return new RunIoError('GANX_RUN_CHECKPOINT_MISSING', `The run ${runFolder} has ${which}. ${there}.`, {
    place: { path: join(runFolder, 'checkpoints') },
  });
}
