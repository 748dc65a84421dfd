import * as Args from '@oclif/core/args';
import { makePaint, wantsColor } from '../../ansi.js';
import { exitCodes } from '../../exit-codes.js';
import { stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';

export default class RunsVerify extends GanxCommand {
  static override summary = 'Look through a folder of runs, or one run, and say what in it is damaged.';
  static override description =
    `Reads everything: each file against what ganx writes, each checkpoint against its hashes, each line of the logs, the spec against its hash. Changes nothing.

Ends with 0 if all is whole and with 4 if something is damaged. A run whose last checkpoint is damaged goes on from the one before.`;
  static override examples = [
    '<%= config.bin %> runs verify',
    '<%= config.bin %> runs verify /mnt/old/runs --json',
    '<%= config.bin %> runs verify runs/quickstart/20261123-101500-3f2a90',
  ];
  static override args = {
    folder: Args.string({
      description: 'A folder of runs, or of one run. Left out: runs.',
      required: false,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(RunsVerify);
    const { verifyFolder, verifiedLines } = await import('../../runs/verify-folder.js');
    const report = await verifyFolder(args.folder ?? 'runs');
    for (const line of verifiedLines(report, makePaint(wantsColor(stdout)))) this.say(line);
    if (report.damaged > 0) this.exitWith(exitCodes.runtime);
    return report;
  }
}
