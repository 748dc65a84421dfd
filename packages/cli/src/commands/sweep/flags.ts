import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';

export const sweepArg = {
  sweep: Args.string({
    description: 'The sweep: its folder, its name, or `latest`.',
    default: 'latest',
    ignoreStdin: true,
  }),
};

export const sweepsDirFlag = {
  'sweeps-dir': Flags.string({
    description: 'Where sweep folders are.',
    helpValue: 'DIR',
    default: 'sweeps',
  }),
};

/** How many trials, and how many at once; instead of what the file says. */
export const driveFlags = {
  parallel: Flags.integer({ description: 'Trials at once.', helpValue: 'N', min: 1 }),
  'run-cap': Flags.integer({
    description: 'Trials in all, the ones that are done included.',
    helpValue: 'N',
    min: 1,
  }),
};
