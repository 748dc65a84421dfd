import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';
import { sweepArg, sweepsDirFlag } from './flags.js';

export default class SweepBest extends GanxCommand {
  static override summary = 'Show the best trials of a sweep, with what they changed and where they are.';
  static override examples = [
    '<%= config.bin %> sweep best',
    '<%= config.bin %> sweep best ring --top 5 --json',
  ];
  static override args = sweepArg;
  static override flags = {
    ...sweepsDirFlag,
    top: Flags.integer({ description: 'How many to show.', helpValue: 'N', min: 1, default: 1 }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepBest);
    const [{ findSweep, readSweep, rankPoints }, { bestLines, bestJson }] = await Promise.all([
      import('@ganx/core/sweep'),
      import('../../sweep/best.js'),
    ]);
    const folder = findSweep(args.sweep, flags['sweeps-dir']);
    const state = readSweep(folder);
    const best = rankPoints(state).slice(0, flags.top);
    for (const line of bestLines(best, state, folder, makePaint(wantsColor(stdout)))) this.say(line);
    return bestJson(best, folder);
  }
}
