import * as Flags from '@oclif/core/flags';
import type { ExitCode } from '../exit-codes.js';
import { stderr, stdout } from '../output/output.js';
import { GanxCommand, loadRequest, overrideFlags, specArgs } from './ganx-command.js';

export default class Run extends GanxCommand {
  static override summary = 'Train an experiment until a stopping rule ends it, and say why it ended.';
  static override description =
    `Everything about the run goes to a folder of its own, RUNS/NAME/DATE-TIME-ID: the resolved spec, metrics, samples, TensorBoard files, checkpoints and result.json.

The first Ctrl-C stops after the current iteration and saves a checkpoint; a second one quits at once. SIGTERM and SIGHUP do the same; SIGUSR1 saves a checkpoint and the run goes on. The command resume goes on with a run that was stopped, killed or failed.

Exit codes: 0 converged or budget reached, 2 spec error, 3 plugin error, 4 runtime failure, 5 diverged, 6 stopped by a failure rule, 130 interrupted with a checkpoint saved.`;
  static override examples = [
    '<%= config.bin %> run experiment.yaml',
    '<%= config.bin %> run experiment.yaml balance.discriminatorSteps=5 seed=3',
    '<%= config.bin %> run experiment.yaml --resume auto',
    '<%= config.bin %> run experiment.yaml --from latest@best optimizers.generator.learningRate=5e-5',
    '<%= config.bin %> run experiment.yaml ~ema +regularizers.0.type=r1 --json',
  ];
  static override args = specArgs;
  static override flags = {
    ...overrideFlags,
    'runs-dir': Flags.string({ description: 'Where run folders go.', helpValue: 'DIR', default: 'runs' }),
    resume: Flags.option({
      description:
        'auto: go on with the newest unfinished run of this very spec, else start one. must: only go on. never: start one.',
      options: ['auto', 'must', 'never'] as const,
      default: 'never' as const,
    })(),
    from: Flags.string({
      description:
        'Begin with the state of another run, RUN[@ITERATION|@last|@best], instead of fresh weights: as `fork` does, but with this spec.',
      helpValue: 'RUN',
    }),
  };

  async run(): Promise<object> {
    const parsed = await this.parse(Run);
    const { trainOrResume } = await import('../run/train.js');
    const { result, exitCode } = await trainOrResume(
      {
        request: loadRequest(parsed),
        runsDirectory: parsed.flags['runs-dir'],
        ...(parsed.flags.from !== undefined && { from: parsed.flags.from }),
        screen: this.jsonEnabled() ? stderr : stdout,
        version: this.config.version,
      },
      parsed.flags.resume,
    );
    this.exitWith(exitCode as ExitCode);
    return result;
  }
}
