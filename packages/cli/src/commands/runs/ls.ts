import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { stdout } from '../../output/output.js';
import { GanxCommand, runsDirFlag } from '../ganx-command.js';

export default class RunsLs extends GanxCommand {
  static override summary = 'List the runs on this disk, the newest first: state, verdict, best, age, size.';
  static override description =
    'Told from the folders alone. running: a living process trains it; crashed: it never ended, and nobody does; interrupted, failed, finished: as it ended; pruned: a trial that its sweep gave up; damaged: its own files cannot be believed; foreign: a folder that is no run.';
  static override examples = [
    '<%= config.bin %> runs ls',
    "<%= config.bin %> runs ls --name 'mnist*' --status crashed",
    '<%= config.bin %> runs ls --status collapsed --json',
  ];
  static override flags = {
    ...runsDirFlag,
    status: Flags.string({
      description: 'Only these states or verdicts, as `crashed` or `collapsed`; may be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    name: Flags.string({
      description:
        'Only runs of these experiments; `mnist*` means all whose name begins so. May be repeated.',
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
  };

  async run(): Promise<object> {
    const { flags } = await this.parse(RunsLs);
    const { listSurveyed, runJson, runLines } = await import('../../runs/list-runs.js');
    const directory = flags['runs-dir'];
    const runs = listSurveyed(directory, { status: flags.status ?? [], names: flags.name ?? [] });
    const filtered = flags.status !== undefined || flags.name !== undefined;
    if (runs.length === 0)
      this.say(filtered ? `No run in ${directory} is like that.` : `${directory} has no runs.`);
    else for (const line of runLines(runs, makePaint(wantsColor(stdout)))) this.say(line);
    for (const { run, status, problem } of runs) if (problem) this.warning(`${status} ${run}: ${problem}`);
    return { runs: runs.map(runJson) };
  }
}
