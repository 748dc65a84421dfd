import { relative } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { acceptPluginsFlag, GanxCommand, runsDirFlag } from './ganx-command.js';
import { checkpointArgs, weightsFlag } from './run-flags.js';

export default class Eval extends GanxCommand {
  static override summary = "Measure a checkpoint: the run's metrics, or others, with more samples or seeds.";
  static override description =
    `With the run's own metrics, seed and weights it gives the values that training gave at that checkpoint. Each value is told with what it depends on, and the whole is added to evaluations.jsonl in the run's folder.`;
  static override examples = [
    '<%= config.bin %> eval latest',
    '<%= config.bin %> eval mnist-dcgan@best --samples 50000 --seeds 3',
    "<%= config.bin %> eval latest --metric '{ type: frechet-distance, features: lenet-mnist }' --no-write",
    '<%= config.bin %> eval 3fa2c1@20000 --weights raw --json',
  ];
  static override args = checkpointArgs;
  static override flags = {
    ...runsDirFlag,
    ...acceptPluginsFlag,
    weights: weightsFlag,
    metric: Flags.string({
      description: "A metric as a spec writes it, instead of the run's own; may be repeated.",
      helpValue: 'METRIC',
      multiple: true,
      multipleNonGreedy: true,
    }),
    samples: Flags.integer({ description: 'Generated samples of each metric that counts them.', min: 1 }),
    seed: Flags.integer({ description: "The first seed. Left out: the run's.", min: 0 }),
    seeds: Flags.integer({
      description: 'Measure with so many seeds, one after the other, and tell mean and deviation.',
      min: 1,
      max: 1000,
      default: 1,
    }),
    'allow-changed-data': Flags.boolean({
      description: 'Measure by data that have changed since the run was trained; what has changed is told.',
      default: false,
    }),
    write: Flags.boolean({
      description: 'Add the values to evaluations.jsonl in the run folder.',
      default: true,
      allowNo: true,
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Eval);
    const [{ evalRun }, { evaluationLines }, { evaluationJson }] = await Promise.all([
      import('../eval/eval-run.js'),
      import('../eval/evaluation-lines.js'),
      import('@ganx/core/run'),
    ]);
    const { record, file } = await evalRun({
      reference: args.run,
      runsDirectory: flags['runs-dir'],
      acceptPlugins: flags['accept-plugins'],
      weights: flags.weights as 'average' | 'raw',
      warn: (message) => this.warning(message),
      metrics: flags.metric ?? [],
      samples: flags.samples,
      seed: flags.seed,
      seeds: flags.seeds,
      allowChangedData: flags['allow-changed-data'],
      write: flags.write,
      version: this.config.version,
    });
    this.say(`${record.run} at iteration ${record.iteration}, ${record.weights} weights, ${record.backend}`);
    for (const line of evaluationLines(record)) this.say(`  ${line}`);
    if (file !== undefined) this.say(`added to ${relative('.', file)}`);
    return { ...(JSON.parse(evaluationJson(record)) as object), file: file ?? null };
  }
}
