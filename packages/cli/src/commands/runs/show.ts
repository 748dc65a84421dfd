import { makePaint, wantsColor } from '../../ansi.js';
import { stdout } from '../../output/output.js';
import { GanxCommand, runArgs, runsDirFlag } from '../ganx-command.js';

export default class RunsShow extends GanxCommand {
  static override summary = 'Show one run: how it ended, its checkpoints, its sessions, where to look.';
  static override examples = [
    '<%= config.bin %> runs show latest',
    '<%= config.bin %> runs show mnist-dcgan/20261123 --json',
  ];
  static override args = { run: runArgs.run };
  static override flags = runsDirFlag;

  async run(): Promise<object> {
    const { args, flags } = await this.parse(RunsShow);
    const [{ findRun, spellOut }, { describeRun, descriptionLines }] = await Promise.all([
      import('@ganx/core/run'),
      import('../../runs/describe-run.js'),
    ]);
    const described = describeRun(findRun(args.run, flags['runs-dir']));
    const paint = makePaint(wantsColor(stdout));
    for (const line of descriptionLines(described, paint)) this.say(line);
    return JSON.parse(JSON.stringify(described, spellOut)) as object;
  }
}
