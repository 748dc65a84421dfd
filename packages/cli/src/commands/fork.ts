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

export default class Fork extends GanxCommand {
  static override summary = 'Begin a new run from the state of another one, with changes to its spec.';
  static override description =
    `The new run has a folder of its own, whose manifest.json tells where it began and what was changed. Counters go on from where they were, so a budget counts all iterations since the first run began.

The networks must stay as they are; the rest may change: components that are still there keep their state, new ones begin afresh.`;
  static override examples = [
    '<%= config.bin %> fork latest@best optimizers.generator.learningRate=5e-5',
    '<%= config.bin %> fork mnist-dcgan/20261123@5000 balance.discriminatorSteps=2 name=mnist-k2',
  ];
  static override args = runArgs;
  static override flags = {
    ...overrideFlags,
    ...runsDirFlag,
    ...acceptPluginsFlag,
    directory: Flags.string({
      description:
        "Where the experiment's folder is now, if it has moved: relative paths of the spec start there.",
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<object> {
    const parsed = await this.parse(Fork);
    const { args, flags } = parsed;
    const { fork } = await import('../run/fork.js');
    const { result, exitCode } = await fork({
      reference: args.run,
      runsDirectory: flags['runs-dir'],
      changes: overridesFrom(parsed),
      directory: flags.directory,
      acceptPlugins: flags['accept-plugins'],
      screen: this.jsonEnabled() ? stderr : stdout,
      version: this.config.version,
    });
    this.exitWith(exitCode as ExitCode);
    return result;
  }
}
