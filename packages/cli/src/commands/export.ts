import { relative } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { bytes } from '../view/format.js';
import { acceptPluginsFlag, GanxCommand, runsDirFlag } from './ganx-command.js';
import { checkpointArgs, weightsFlag } from './run-flags.js';

export default class Export extends GanxCommand {
  static override summary =
    "Write a checkpoint's generator for other programs: TensorFlow.js, ONNX or safetensors.";
  static override description =
    `Makes a folder with the model, model-card.json (where it comes from, hashes, inputs, range of the output) and a README that shows how to feed it. An exported model is loaded again and compared with the network before the card is written.

tfjs         model.json and weights, for tf.loadLayersModel
onnx         model.onnx, standard operations, any batch, labels as class numbers
safetensors  the weights alone, by their place in the spec`;
  static override examples = [
    '<%= config.bin %> export latest --format onnx',
    '<%= config.bin %> export mnist-cgan@best --format tfjs --out web/model',
    '<%= config.bin %> export 3fa2c1@20000 --format safetensors --weights raw',
    '<%= config.bin %> export latest --format onnx --network discriminator --batch 1',
  ];
  static override args = checkpointArgs;
  static override flags = {
    ...runsDirFlag,
    ...acceptPluginsFlag,
    format: Flags.option({
      description: 'What to write.',
      options: ['tfjs', 'onnx', 'safetensors'] as const,
      required: true,
    })(),
    network: Flags.option({
      description: 'Which network.',
      options: ['generator', 'discriminator'] as const,
      default: 'generator' as const,
    })(),
    weights: weightsFlag,
    batch: Flags.integer({
      description: 'The only batch that an ONNX model is to take. Left out: any.',
      min: 1,
      max: 65_536,
    }),
    out: Flags.string({ description: 'The folder. Left out: a name after the run.', helpValue: 'DIR' }),
    force: Flags.boolean({ description: 'Write into a folder that is not empty.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Export);
    const { exportRun } = await import('../export/export-run.js');
    const { folder, card } = await exportRun({
      reference: args.run,
      runsDirectory: flags['runs-dir'],
      acceptPlugins: flags['accept-plugins'],
      weights: flags.weights as 'average' | 'raw',
      warn: (message) => this.warning(message),
      as: flags.format,
      network: flags.network,
      batch: flags.batch,
      out: flags.out,
      force: flags.force,
      version: this.config.version,
    });
    const { source, check, files } = card;
    this.say(
      `${card.network} of ${source.run} at iteration ${source.iteration} (${source.weights} weights) as ${card.as}: ${relative('.', folder) || '.'}`,
    );
    for (const { path, bytes: size } of files) this.say(`  ${path}  ${bytes(size)}`);
    if (check)
      this.say(
        `  off by at most ${check.largestDifference.toExponential(1)} on ${check.samples} samples; README.md says how to feed it`,
      );
    return { folder, ...card };
  }
}
