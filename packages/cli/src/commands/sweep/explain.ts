import * as Args from '@oclif/core/args';
import { makePaint, wantsColor } from '../../ansi.js';
import { UsageError } from '../../errors/usage-error.js';
import { stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';
import { sweepArg, sweepsDirFlag } from './flags.js';

export default class SweepExplain extends GanxCommand {
  static override summary = 'Say why a trial was chosen, how it went, and why it was given up or not.';
  static override examples = [
    '<%= config.bin %> sweep explain ring 7',
    '<%= config.bin %> sweep explain latest 12 --json',
  ];
  static override args = {
    sweep: Args.string({ ...sweepArg.sweep, required: true }),
    trial: Args.integer({ description: 'Number of the trial.', required: true, min: 0 }),
  };
  static override flags = sweepsDirFlag;

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepExplain);
    const [{ findSweep, readSweep }, { explainLines }] = await Promise.all([
      import('@ganx/core/sweep'),
      import('../../sweep/explain.js'),
    ]);
    const folder = findSweep(args.sweep, flags['sweeps-dir']);
    const state = readSweep(folder);
    const trial = state.trials[args.trial];
    if (!trial) {
      throw new UsageError(
        'GANX_CLI_ARGUMENT',
        `There is no trial ${args.trial}: the sweep has ${state.trials.length}, counted from 0.`,
      );
    }
    for (const line of explainLines(trial, state, folder, makePaint(wantsColor(stdout)))) this.say(line);
    return { ...trial, folder };
  }
}
