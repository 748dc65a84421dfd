import { fileURLToPath } from 'node:url';
import type { Json } from '@ganx/core/plugin';
import { asArguments, type DriveOptions, endingAt, type ValidSweep } from '@ganx/core/sweep';

const binary = fileURLToPath(new URL('../../bin/run.js', import.meta.url));

/**
 * What trains a trial: `ganx run` with its values set, or `ganx resume` of the run that it has.
 *
 * With plugins it is `run` both times: the experiment that lists them is then the one that the driver was started with,
 * or was allowed to load, and not what a folder says. So no seal is needed, which a user without a home cannot make.
 */
export function trialCommand(
  { experiment, experimentFile, space }: Pick<ValidSweep, 'experiment' | 'experimentFile' | 'space'>,
  threads: number,
): DriveOptions['command'] {
  const said =
    experiment.spec.runtime.threads !== undefined ||
    space.parameters.some(({ path }) => path.startsWith('runtime'));
  const listsPlugins = experiment.registry.plugins.some(({ origin }) => origin !== undefined);
  const shared = said ? [] : ['--set', `runtime.threads=${threads}`];
  return ({ trial, folder, run, parent }) => {
    // The folder stands among the arguments either way: it is what a process is known by.
    const rest = ['--runs-dir', folder, ...shared];
    const goesOn = run?.hasCheckpoint === true;
    if (goesOn && !listsPlugins) return [process.execPath, binary, 'resume', run.folder, ...rest];
    const values = asArguments(trial.values).flatMap((set) => ['--set', set]);
    const end =
      trial.until === undefined
        ? []
        : ['--set', ...asArguments({ stop: endingAt(experiment.stored.spec.stop, trial.until) as Json })];
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
      goesOn ? 'must' : 'auto',
    ];
  };
}
