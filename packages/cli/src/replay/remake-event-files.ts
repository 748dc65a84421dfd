import { cpSync, existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RunIoError } from '@ganx/core';
import { refuseLinks } from '@ganx/core/run';
import { type Salvaged, salvageEvents } from 'tensorboard-writer-ts';

/** What the Projector page reads beside event files. */
const projectorFiles = ['projector_config.pbtxt', 'projector'];

/**
 * Writes what is whole and valid of a run's TensorBoard files into a new folder; the run's own stay as they are.
 *
 * Errors     RunIoError GANX_REPLAY_TARGET if the folder holds anything, GANX_REPLAY_NO_EVENTS if the run has no event files,
 *            GANX_RUN_DAMAGED if something in its folder leads elsewhere: that would be copied; EventFileError TBW_IO.
 */
export function remakeEventFiles(run: string, target: string): Salvaged {
  refuseLinks(run);
  const to = resolve(target);
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new RunIoError(
      'GANX_REPLAY_TARGET',
      `${to} is not empty. TensorBoard would take what is there for parts of the run; name a new folder.`,
      { place: { path: to } },
    );
  }
  const salvaged = salvageEvents({ from: run, to });
  if (salvaged.files === 0) {
    throw new RunIoError(
      'GANX_REPLAY_NO_EVENTS',
      `${run} has no TensorBoard files: its spec has no \`logging: [tensorboard]\`. \`ganx compare\` draws curves from metrics.jsonl.`,
      { place: { path: run } },
    );
  }
  for (const name of projectorFiles) {
    if (existsSync(join(run, name))) cpSync(join(run, name), join(to, name), { recursive: true });
  }
  return salvaged;
}
