import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { stderr, stdout } from '../../output/output.js';
import { GanxCommand } from '../ganx-command.js';
import { driveFlags, sweepsDirFlag } from './flags.js';

export default class SweepStart extends GanxCommand {
  static override summary = 'Run many variants of an experiment, chosen by a sweep file.';
  static override description =
    `Takes W&B's sweep files as they are, with paths into the experiment for the names of parameters. Every parameter and every value is checked against the experiment before anything starts. Trials run as processes of their own, in SWEEPS/NAME/trials/NUMBER.

The first Ctrl-C lets the running trials save and stops; \`ganx sweep resume\` goes on.

Exit codes: 0 all trials are done, 2 the sweep or its experiment is wrong, 4 the sweep stopped itself, 130 stopped by a signal.`;
  static override examples = [
    '<%= config.bin %> sweep start sweep.yaml --parallel 2',
    '<%= config.bin %> sweep start sweep.yaml --experiment experiments/gaussian-ring.yaml --run-cap 50',
    '<%= config.bin %> sweep start sweep.yaml --dry-run',
  ];
  static override args = {
    file: Args.string({ description: 'The sweep file.', required: true, ignoreStdin: true }),
  };
  static override flags = {
    ...driveFlags,
    ...sweepsDirFlag,
    experiment: Flags.string({
      description: "The experiment to change; wins over the file's own `experiment:`.",
      helpValue: 'PATH',
    }),
    'dry-run': Flags.boolean({ description: 'Check everything, print the first trials, start none.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepStart);
    const [{ sweepAdvice }, { loadSweepFile }, { driveSweep }, { previewLines }, { adviceLines }] =
      await Promise.all([
        import('../../sweep/advice.js'),
        import('../../sweep/load.js'),
        import('../../sweep/drive.js'),
        import('../../sweep/preview.js'),
        import('../../view/advice-lines.js'),
      ]);
    const sweep = await loadSweepFile(args.file, flags.experiment, {
      ...(flags.parallel === undefined ? {} : { parallel: flags.parallel }),
      ...(flags['run-cap'] === undefined ? {} : { run_cap: flags['run-cap'] }),
    });
    for (const notice of sweep.notices) this.say(`note: ${notice}`);
    for (const line of adviceLines(await sweepAdvice(sweep))) this.say(line);
    if (flags['dry-run']) {
      const preview = previewLines(sweep);
      for (const line of preview.lines) this.say(line);
      return preview.json;
    }
    const [{ createSweepFolder }, { sealLauncher, sealPlugins }] = await Promise.all([
      import('@ganx/core/sweep'),
      import('../../plugins/run-seal.js'),
    ]);
    const { plugins } = sweep.experiment.registry;
    const pluginSeal = sealPlugins(plugins.flatMap(({ origin }) => origin ?? []));
    const launcherSeal = sealLauncher(sweep.spec.launcher);
    const folder = createSweepFolder(flags['sweeps-dir'], sweep, {
      ...(pluginSeal !== undefined && { pluginSeal }),
      ...(launcherSeal !== undefined && { launcherSeal }),
    });
    const ended = await driveSweep(sweep, folder, this.jsonEnabled() ? stderr : stdout);
    this.exitWith(ended.exitCode);
    return ended.json;
  }
}
