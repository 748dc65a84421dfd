import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { GanxCommand } from './ganx-command.js';

export default class Init extends GanxCommand {
  static override summary = 'Make a new experiment folder that runs.';
  static override description =
    'Writes a commented experiment.yaml, the schema that editors check it against, a README and a .gitignore. Existing files are never overwritten.';
  static override examples = [
    '<%= config.bin %> init my-gan',
    '<%= config.bin %> init my-gan --template points',
  ];
  static override args = {
    dir: Args.string({
      description: 'Folder to make; left out: the current one.',
      default: '.',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    template: Flags.string({
      description:
        'What to start from: digits asked for by class, or points in the plane (seconds to train).',
      options: ['mnist', 'points'],
      default: 'mnist',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Init);
    const { writeExperimentFolder } = await import('../init/write-experiment-folder.js');
    const { commandIn } = await import('../init/installation.js');
    const { shellWord } = await import('@ganx/core/spec');
    const made = await writeExperimentFolder(
      args.dir,
      flags.template as 'mnist' | 'points',
      this.config.root,
    );
    this.say(`Made ${made.folder}:`);
    for (const file of made.files) this.say(`  ${file}`);
    const enter = args.dir === '.' ? '' : `cd ${shellWord(args.dir)} && `;
    this.say(`\nNext: ${enter}${commandIn(made.folder, this.config.root)} run experiment.yaml`);
    return made;
  }
}
