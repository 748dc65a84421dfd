import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { RunIoError } from '@ganx/core';
import { isRun, surveyRuns, type VerifiedRun, verifyRun } from '@ganx/core/run';
import type { Paint } from '../ansi.js';
import { count } from '../view/format.js';

export interface VerifiedFolder {
  readonly folder: string;
  readonly runs: readonly VerifiedRun[];
  /** Folders that are no runs, and why. */
  readonly foreign: readonly { readonly folder: string; readonly problem: string }[];
  /** How many runs have damages. */
  readonly damaged: number;
}

/**
 * Looks through a folder of runs, or at one run.
 *
 * Errors     RunIoError GANX_RUN_MISSING if there is no such folder.
 */
export async function verifyFolder(path: string): Promise<VerifiedFolder> {
  const folder = resolve(path);
  if (!existsSync(folder)) {
    throw new RunIoError('GANX_RUN_MISSING', `There is no folder ${folder}.`, { place: { path: folder } });
  }
  const found = isRun(folder)
    ? [{ run: `${basename(dirname(folder))}/${basename(folder)}`, folder, status: undefined }]
    : surveyRuns(folder);
  const runs: VerifiedRun[] = [];
  for (const { run, folder: own, status } of found)
    if (status !== 'foreign') runs.push(await verifyRun({ run, folder: own }));
  const foreign = found.flatMap((one) =>
    one.status === 'foreign' ? [{ folder: one.folder, problem: one.problem ?? '' }] : [],
  );
  return { folder, runs, foreign, damaged: runs.filter(({ damages }) => damages.length > 0).length };
}

export function verifiedLines({ folder, foreign, runs, damaged }: VerifiedFolder, paint: Paint): string[] {
  const lines = runs.flatMap(({ run, damages, checkpoints, lines: read }) =>
    damages.length === 0
      ? [`${paint.green('whole')}    ${run}  ${checkpoints} checkpoints, ${count(read)} lines`]
      : [
          `${paint.red('damaged')}  ${run}`,
          ...damages.map(({ file, problem }) => `         ${file}: ${problem}`),
        ],
  );
  for (const { folder: own, problem } of foreign) lines.push(`${paint.dim('no run')}   ${own}: ${problem}`);
  const told = damaged === 0 ? 'all of them whole' : `${damaged} of them damaged`;
  return [...lines, `${runs.length} runs in ${folder}, ${runs.length === 0 ? 'nothing to look at' : told}`];
}
