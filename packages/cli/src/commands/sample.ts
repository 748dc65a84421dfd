import * as Flags from '@oclif/core/flags';
import { acceptPluginsFlag, GanxCommand, runsDirFlag } from './ganx-command.js';
import { checkpointArgs, parseNumber, parsePair, weightsFlag } from './run-flags.js';

export default class Sample extends GanxCommand {
  static override summary = "Draw samples from a checkpoint's generator, as a grid or one by one.";
  static override description =
    `The same run, checkpoint and seed give the same samples; sample number 7 of a seed is the same one however many are asked for. What they were made from is written beside them as JSON.

--out NAME.png makes one grid, any other name a folder with one PNG for each sample. Runs on points write a .csv table.`;
  static override examples = [
    '<%= config.bin %> sample latest --out digits.png',
    '<%= config.bin %> sample quickstart@best --class 3 --class 8 --count 20 --grid 2x10',
    '<%= config.bin %> sample latest@2000 --count 100 --seed 5 --out faces/',
    '<%= config.bin %> sample latest --class 4 --interpolate 0..7 --steps 12 --out way.png',
    '<%= config.bin %> sample latest --truncation 1 --weights raw --json',
  ];
  static override args = checkpointArgs;
  static override flags = {
    ...runsDirFlag,
    ...acceptPluginsFlag,
    weights: weightsFlag,
    count: Flags.integer({
      description: 'Number of samples. Left out: what fills --grid, or 8 of each class, or 64.',
      min: 1,
      max: 100_000,
    }),
    class: Flags.string({
      description: 'A class, by number or name; may be repeated. Left out: all in turn.',
      aliases: ['classes'],
      multiple: true,
      multipleNonGreedy: true,
      delimiter: ',',
    }),
    seed: Flags.integer({ description: 'Which samples.', min: 0, default: 0 }),
    grid: Flags.string({ description: 'Rows and columns of the grid.', helpValue: 'RxC' }),
    interpolate: Flags.string({
      description: 'Walk from one sample of the seed to another, by their numbers.',
      helpValue: 'A..B',
      exclusive: ['count'],
    }),
    steps: Flags.integer({
      description: 'Samples on the way, both ends included.',
      min: 2,
      max: 10_000,
      default: 10,
    }),
    path: Flags.option({
      description: 'The way: linear, or along the sphere (the default for normal latents).',
      options: ['linear', 'spherical'] as const,
      dependsOn: ['interpolate'],
    })(),
    truncation: Flags.string({
      description:
        'Draw latents again that lie further than this from 0, at least 0.1: less variety, more typical samples.',
      helpValue: 'T',
    }),
    scale: Flags.integer({
      description: 'Edge of the square that a pixel becomes.',
      min: 1,
      max: 32,
      default: 1,
    }),
    out: Flags.string({ description: 'NAME.png for a grid, otherwise a folder.', helpValue: 'PATH' }),
    force: Flags.boolean({ description: 'Write over what is there.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Sample);
    const { sampleRun } = await import('../sample/sample-run.js');
    const { relative } = await import('node:path');
    const { 'runs-dir': runsDirectory, weights, seed, steps, scale } = flags;
    const grid = parsePair('grid', flags.grid, /^(\d+)x(\d+)$/i, 'ROWSxCOLUMNS, as 4x8');
    const ends = parsePair(
      'interpolate',
      flags.interpolate,
      /^(\d+)\.\.(\d+)$/,
      'two sample numbers, as 0..7',
    );
    const made = await sampleRun({
      reference: args.run,
      runsDirectory,
      acceptPlugins: flags['accept-plugins'],
      weights: weights as 'average' | 'raw',
      warn: (message) => this.warning(message),
      seed,
      steps,
      scale,
      count: flags.count,
      classes: flags.class,
      grid: grid && { rows: Math.max(1, grid[0]), columns: Math.max(1, grid[1]) },
      interpolate: ends && { from: ends[0], to: ends[1] },
      path: flags.path,
      truncation: parseNumber('truncation', flags.truncation, 0.1),
      out: flags.out,
      force: flags.force,
    });
    const where =
      made.files.length === 1 ? made.files[0]! : `${made.files.length} files beside ${made.record}`;
    this.say(
      `${made.count} samples of ${made.run} at iteration ${made.iteration} (${made.weights} weights, seed ${made.seed}): ${made.files.length === 1 ? relative('.', where) : where}`,
    );
    return made;
  }
}
