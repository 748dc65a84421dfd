import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { exitCodes } from '../../exit-codes.js';
import { stdout } from '../../output/output.js';
import { GanxCommand, overrideFlags, specArgs } from '../ganx-command.js';

export default class VerifyResume extends GanxCommand {
  static override summary =
    'Prove that an experiment ends with the same bytes however often it is killed and resumed.';
  static override description =
    `Trains the experiment twice, for so many iterations: once in one go, and once in processes that are killed (SIGKILL) at moments spread over the run, some while a checkpoint is written, each followed by \`ganx resume\`. Then compares weights, optimizer, metrics.jsonl, samples, the whole state and the values of TensorBoard events.

For authors of plugins: a component with state that it does not save, or with randomness of its own, is found by this.

Exit codes: 0 the same, 4 not the same, or a process failed.`;
  static override examples = [
    '<%= config.bin %> verify resume experiment.yaml',
    '<%= config.bin %> verify resume experiment.yaml --iterations 200 --kills 10 data.batchSize=16',
  ];
  static override args = specArgs;
  static override flags = {
    ...overrideFlags,
    iterations: Flags.integer({
      description: 'Iterations to train, in place of `stop`.',
      default: 100,
      min: 2,
    }),
    kills: Flags.integer({ description: 'How often to kill it.', default: 5, min: 1 }),
    every: Flags.integer({
      description: 'Iterations between checkpoints. Left out: a tenth of all.',
      min: 1,
    }),
    seed: Flags.integer({ description: 'Of the moments at which it is killed.', default: 0, min: 0 }),
    keep: Flags.boolean({
      description: 'Keep the folders of both runs; they are kept anyway if they differ.',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(VerifyResume);
    const { verifyResume } = await import('../../verify/verify-resume.js');
    const verified = await verifyResume({
      spec: args.spec,
      changes: [
        ...((args.overrides ?? []) as readonly string[]),
        ...(flags.set ?? []).flatMap((pair) => ['--set', pair]),
        ...(flags.unset ?? []).flatMap((path) => ['--unset', path]),
      ],
      iterations: flags.iterations,
      kills: flags.kills,
      seed: flags.seed,
      keep: flags.keep,
      ...(flags.every === undefined ? {} : { every: flags.every }),
      say: (line) => this.say(line),
    });
    const paint = makePaint(wantsColor(stdout));
    for (const { detail, same, what } of verified.checks)
      this.say(`${same ? paint.green('same') : paint.red('differs')}  ${what}: ${detail}`);
    const { folder, iterations, kills, moments, rollBacks, same } = verified;
    if (rollBacks > 0) this.say(`the run rolled back ${rollBacks} times`);
    this.say(
      `${same ? paint.green('the same bytes') : paint.red('not the same bytes')} after ${iterations} iterations in one go and with ${kills} kills, ${moments.writing} of them while a checkpoint was written`,
    );
    if (folder !== null) this.say(`both runs are kept in ${folder}`);
    this.exitWith(same ? exitCodes.done : exitCodes.runtime);
    return verified;
  }
}
