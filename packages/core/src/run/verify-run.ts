import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { Checkpoints } from './checkpoint.js';
import { checkpointsOf } from './choose-checkpoint.js';
import type { RunFolder } from './folder.js';
import { holderOf } from './lock.js';
import { readManifest } from './manifest.js';
import { readCheckpoint } from './read-checkpoint.js';
import { strangersIn } from './refuse-links.js';
import { openResult } from './result.js';
import { readSessions } from './sessions.js';
import { type StoredName, storedKinds } from './stored/kinds.js';
import { readPlainFile } from './stored/plain-file.js';
import { readLines } from './stored/read-lines.js';
import { parseStored, readStored } from './stored/read-stored.js';

/** Something in a run's folder that cannot be believed. */
export interface Damage {
  /** Below the run's folder. */
  readonly file: string;
  readonly problem: string;
}

export interface VerifiedRun extends RunFolder {
  readonly damages: readonly Damage[];
  /** Files and lines that were looked at. */
  readonly checkpoints: number;
  readonly lines: number;
}

const specLimit = 16 << 20;

/**
 * Reads everything of a run's folder: each file against its schema, each checkpoint against its hashes, each line of its
 * logs, and the spec against the hash in the manifest. Writes nothing and never throws for what it finds.
 */
export async function verifyRun({ run, folder }: RunFolder): Promise<VerifiedRun> {
  const damages: Damage[] = [];
  const look = <T>(file: string, read: () => T): T | undefined => {
    try {
      return read();
    } catch (cause) {
      damages.push({ file, problem: cause instanceof Error ? cause.message : String(cause) });
      return undefined;
    }
  };
  const running = look('.', () => holderOf(folder)) !== undefined;
  const links = look('.', () => strangersIn(folder)) ?? [];
  for (const path of links)
    damages.push({ file: relative(folder, path), problem: 'it is a link, or neither a file nor a folder' });
  const manifest = existsSync(join(folder, 'manifest.json'))
    ? look('manifest.json', () => readManifest(folder))
    : undefined;
  const present = look('checkpoints', () => checkpointsOf(folder)) ?? [];
  if (present.length > 0 && !existsSync(join(folder, 'manifest.json')))
    damages.push({ file: 'manifest.json', problem: 'it is missing' });
  const result = running ? undefined : look('result.json', () => openResult(folder));
  // A run that was moved and trained on there has its new name in result.json; what it is called in its folder stays.
  const called = [manifest?.run, folder].map((path) => path && basename(path));
  if (result && manifest && !called.includes(basename(result.run)))
    damages.push({
      file: 'result.json',
      problem: `it is of ${result.run}, manifest.json of ${manifest.run}`,
    });
  const sessions = look('sessions.json', () => readSessions(folder));
  const amended = sessions?.some(({ amendments }) => amendments.length > 0) ?? true;
  look('spec.yaml', () => verifySpec(folder, amended ? undefined : manifest?.specSha256));
  for (const name of look('.', () => readdirSync(folder)) ?? []) {
    if (/^lock-[0-9a-f]{8}\.json$/.test(name)) look(name, () => readStored('lock.json', join(folder, name)));
  }
  const index = join(folder, 'checkpoints', 'index.json');
  if (existsSync(index)) look('checkpoints/index.json', () => readStored('checkpoints/index.json', index));
  const names = present.map(Checkpoints.nameOf);
  if (existsSync(join(folder, 'checkpoints', 'exception'))) names.push('exception');
  // One that trains removes checkpoints while they are looked at.
  for (const name of running ? [] : names)
    look(`checkpoints/${name}`, () => readCheckpoint(join(folder, 'checkpoints', name)));
  let lines = 0;
  for (const file of ['log.jsonl', 'metrics.jsonl', 'evaluations.jsonl'] as const)
    lines += await verifyLines(folder, file, running || result === undefined, damages);
  return { run, folder, damages, checkpoints: names.length, lines };
}

function verifySpec(folder: string, sha256: string | undefined): void {
  const refuse = (detail: string): never => {
    throw new Error(detail);
  };
  const content = readPlainFile(join(folder, 'spec.yaml'), refuse, (size) => {
    if (size > specLimit) refuse(`it has ${size} bytes, more than any that ganx writes`);
  });
  if (sha256 !== undefined && createHash('sha256').update(content).digest('hex') !== sha256)
    refuse('it is not the spec whose hash manifest.json has');
}

/** Gives how many lines there are. The last one of a run that did not end may have been cut off. */
async function verifyLines(
  folder: string,
  file: StoredName & `${string}.jsonl`,
  mayBeCut: boolean,
  damages: Damage[],
): Promise<number> {
  const path = join(folder, file);
  if (!existsSync(path)) return 0;
  let count = 0;
  const bad: { readonly line: number; readonly problem: string }[] = [];
  try {
    for await (const line of readLines(path, storedKinds[file].limit)) {
      count++;
      if (bad.length > 1) continue;
      try {
        if (line === undefined) throw new Error('it is longer than any that ganx writes');
        parseStored(file, line);
      } catch (cause) {
        bad.push({ line: count, problem: (cause as Error).message });
      }
    }
  } catch (cause) {
    damages.push({ file, problem: (cause as Error).message });
  }
  const [first, second] = bad;
  if (first && !(mayBeCut && first.line === count)) {
    const more = second ? ', and more after it' : '';
    damages.push({ file, problem: `line ${first.line} is damaged: ${first.problem}${more}` });
  }
  return count;
}
