import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { GanxCommand } from './ganx-command.js';

export default class TensorBoard extends GanxCommand {
  static override summary = 'Show runs in TensorBoard, until Ctrl-C.';
  static override description =
    `Starts the TensorBoard that GANX_TENSORBOARD names, that is on the PATH, or that a Python there has. It shows up to 100 images of each tag, instead of 10 at random, and looks for new values every 5 seconds.

What stands after -- goes to TensorBoard as it is, and wins over what ganx chose.`;
  static override examples = [
    '<%= config.bin %> tensorboard',
    '<%= config.bin %> tensorboard latest',
    '<%= config.bin %> tensorboard mnist-dcgan -- --port 6007 --bind_all',
    '<%= config.bin %> tensorboard --print',
  ];
  static override args = {
    folder: Args.string({
      description:
        'What to show: a run, a folder of runs, the name of an experiment, or `latest`. Left out: all runs.',
      required: false,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    'runs-dir': Flags.string({ description: 'Where run folders are.', helpValue: 'DIR', default: 'runs' }),
    print: Flags.boolean({ description: 'Print the command that would be started, and start nothing.' }),
  };

  async run(): Promise<object> {
    const end = this.argv.indexOf('--');
    const further = end === -1 ? [] : this.argv.slice(end + 1);
    const { args, flags } = await this.parse(TensorBoard, end === -1 ? this.argv : this.argv.slice(0, end));
    const [{ findLogFolder }, { findTensorBoard }, { launch }] = await Promise.all([
      import('../tensorboard/log-folder.js'),
      import('../tensorboard/find-program.js'),
      import('../tensorboard/launch.js'),
    ]);
    const folder = findLogFolder(args.folder, flags['runs-dir']);
    const { program, before, from } = await findTensorBoard();
    const command = [
      program,
      ...before,
      ...['--logdir', folder],
      ...['--samples_per_plugin', 'images=100,text=100'],
      ...['--reload_interval', '5'],
      ...further,
    ] as const;
    if (flags.print) this.say(command.map(quote).join(' '));
    else if (!this.jsonEnabled()) await launch(command);
    return { command, folder, from };
  }
}

/** As a shell reads it. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
