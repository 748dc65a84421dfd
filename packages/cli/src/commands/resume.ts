import * as Flags from '@oclif/core/flags';
import type { ExitCode } from '../exit-codes.js';
import { stderr, stdout } from '../output/output.js';
import {
  acceptPluginsFlag,
  GanxCommand,
  overrideFlags,
  overridesFrom,
  runArgs,
  runsDirFlag,
} from './ganx-command.js';

export default class Resume extends GanxCommand {
  static override summary =
    'Go on with a run that was stopped, killed or failed, to the same bits as if it never was.';
  static override description =
    `Continues in the run's own folder, from its last whole checkpoint; what was written after it is cut off and made again. A run that has ended goes on when the rule that ended it is changed.

Only stop, logging, checkpoint, description and runtime.threads may change; for anything else there is \`ganx fork\`. Refused, with what differs, if the data, a version, the backend or the processor is another one, since the bits would be too.`;
  static override examples = [
    '<%= config.bin %> resume latest',
    '<%= config.bin %> resume mnist-dcgan/20261123 stop.any.0.max=40000',
    '<%= config.bin %> resume 3f2a90@5000 --rewind',
  ];
  static override args = runArgs;
  static override flags = {
    ...overrideFlags,
    ...runsDirFlag,
    ...acceptPluginsFlag,
    rewind: Flags.boolean({
      description: 'Go on from the checkpoint that is named although later ones are lost by it.',
    }),
    'allow-different-bits': Flags.boolean({
      description:
        'Go on although something has changed that the bits depend on. What it is stands in sessions.json.',
    }),
    directory: Flags.string({
      description:
        "Where the experiment's folder is now, if it has moved: relative paths of the spec start there.",
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<object> {
    const parsed = await this.parse(Resume);
    const { args, flags } = parsed;
    const { resume } = await import('../run/resume.js');
    const { result, exitCode } = await resume({
      reference: args.run,
      runsDirectory: flags['runs-dir'],
      changes: overridesFrom(parsed),
      directory: flags.directory,
      acceptPlugins: flags['accept-plugins'],
      rewind: flags.rewind,
      allowDifferentBits: flags['allow-different-bits'],
      screen: this.jsonEnabled() ? stderr : stdout,
      version: this.config.version,
    });
    this.exitWith(exitCode as ExitCode);
    return result;
  }
}
