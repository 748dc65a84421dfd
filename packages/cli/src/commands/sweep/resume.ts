import * as Flags from '@oclif/core/flags';
import { stderr, stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';
import { driveFlags, sweepArg, sweepsDirFlag } from './flags.js';

export default class SweepResume extends GanxCommand {
  static override summary = 'Go on with a sweep that was stopped or killed, up to its total.';
  static override description =
    'Trials that are done stay done; those that were cut short go on from their own last checkpoint, to the same bits; then new ones are started until there are run_cap in all. Refused if the experiment has changed since the sweep began.';
  static override examples = [
    '<%= config.bin %> sweep resume',
    '<%= config.bin %> sweep resume ring --parallel 4 --run-cap 100',
  ];
  static override args = sweepArg;
  static override flags = {
    ...driveFlags,
    ...sweepsDirFlag,
    'accept-plugins': Flags.boolean({
      description:
        'Load the plugins that the experiment lists, and start trials as the sweep says, although it was not begun by you on this machine.',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepResume);
    const [{ findSweep, readSweep, checkUnchanged }, { refuseDriven }, { reloadSweep }, { driveSweep }] =
      await Promise.all([
        import('@ganx/core/sweep'),
        import('../../sweep/driver-process.js'),
        import('../../sweep/load.js'),
        import('../../sweep/drive.js'),
      ]);
    const folder = findSweep(args.sweep, flags['sweeps-dir']);
    refuseDriven(folder);
    const state = readSweep(folder);
    const cap = flags['run-cap'] ?? state.total ?? undefined;
    const sweep = await reloadSweep(folder, state, {
      acceptPlugins: flags['accept-plugins'],
      changes: {
        parallel: flags.parallel ?? state.parallel,
        ...(cap === undefined ? {} : { run_cap: cap }),
      },
    });
    checkUnchanged(folder, state, sweep);
    const ended = await driveSweep(sweep, folder, this.jsonEnabled() ? stderr : stdout);
    this.exitWith(ended.exitCode);
    return ended.json;
  }
}
