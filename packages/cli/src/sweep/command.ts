import { fileURLToPath } from 'node:url';
import { asArguments, type DriveOptions, type ValidSweep } from '@ganx/core/sweep';
import { endingAt } from './ending.js';

const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/** What trains a trial: `ganx run` with its values set, or `ganx resume` of the run that it has. */
export function trialCommand(
  { experiment, experimentFile, space }: ValidSweep,
  threads: number,
): DriveOptions['command'] {
  const said =
    experiment.spec.runtime.threads !== undefined ||
    space.parameters.some(({ path }) => path.startsWith('runtime'));
  const shared = said ? [] : ['--set', `runtime.threads=${threads}`];
  return ({ trial, folder, run, parent }) => {
    // The folder stands among the arguments either way: it is what a process is known by.
    const rest = ['--runs-dir', folder, ...shared];
    if (run?.hasCheckpoint) return [process.execPath, binary, 'resume', run.folder, ...rest];
    const values = asArguments(trial.values).flatMap((set) => ['--set', set]);
    const end =
      trial.until === undefined
        ? []
        : ['--set', `stop=${JSON.stringify(endingAt(experiment.spec.stop, trial.until))}`];
    const from = parent === undefined ? [] : ['--from', `${parent}@last`];
    // A scheduler that starts the command again finds the run that the first start left.
    return [
      process.execPath,
      binary,
      'run',
      experimentFile,
      ...values,
      ...end,
      ...from,
      ...rest,
      '--resume',
      'auto',
    ];
  };
}
