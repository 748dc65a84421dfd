import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { reserveFile } from './ending-reserve.js';
import { attemptFile } from './write-file.js';

/** Removes what killed processes were writing or removing. Only for the one that holds the lock. */
export function removeLeftovers(folder: string): void {
  removeWhere(folder, (name) => /\.\d+\.tmp$/.test(name));
  removeWhere(join(folder, 'checkpoints'), (name) => /^\.(writing|removing)-|\.\d+\.tmp$/.test(name));
}

/** What a run has before it trains. */
const beforeTraining = ['spec.yaml', 'manifest.json', 'sessions.json', 'source', 'checkpoints', reserveFile];

/** Puts the folder of a run that has no checkpoint back to where it was before training. */
export function removeProducts(folder: string): void {
  removeWhere(folder, (name) => !beforeTraining.includes(name) && !/^lock-.*\.json$/.test(name));
}

function removeWhere(folder: string, unwanted: (name: string) => boolean): void {
  if (!existsSync(folder)) return;
  for (const name of attemptFile(folder, 'read', () => readdirSync(folder))) {
    if (!unwanted(name)) continue;
    const path = join(folder, name);
    attemptFile(path, 'removed', () => rmSync(path, { recursive: true, force: true }));
  }
}
