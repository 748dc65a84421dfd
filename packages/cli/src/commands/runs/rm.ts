import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { stderr } from '../../output/output.js';
import { GanxCommand, runArgs, runsDirFlag } from '../ganx-command.js';

export default class RunsRm extends GanxCommand {
  static override summary = 'Remove runs: their whole folders, checkpoints and samples included.';
  static override description =
    'Asks first; --yes answers where nobody can. A run that is being trained is not removed, and of several either all are removed or none.';
  static override examples = [
    '<%= config.bin %> runs rm mnist-dcgan/20261123-101500-3fa2c1',
    '<%= config.bin %> runs rm 3fa2c1 9b0c44 --yes',
  ];
  static override args = {
    runs: Args.string({
      description: runArgs.run.description ?? '',
      multiple: true,
      required: true,
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...runsDirFlag,
    yes: Flags.boolean({ description: 'Do not ask.', char: 'y' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(RunsRm);
    const [{ removeRuns }, { bytes }] = await Promise.all([
      import('../../runs/remove-runs.js'),
      import('../../view/format.js'),
    ]);
    const asks = process.stdin.isTTY === true && !this.jsonEnabled();
    const removed = await removeRuns({
      // oclif types an argument that may be repeated as a single string.
      references: args.runs as unknown as readonly string[],
      runsDirectory: flags['runs-dir'],
      confirm: flags.yes ? async () => true : asks ? ask : undefined,
    });
    if (removed.length === 0) this.say('Nothing was removed.');
    for (const { run, bytes: size } of removed) this.say(`removed ${run} (${bytes(size)})`);
    return { removed };
  }
}

/** A yes or no from the terminal; anything but a yes is a no, and so is its end. */
async function ask(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline');
  const terminal = createInterface({ input: process.stdin });
  stderr.write(`${question} [y/N] `);
  try {
    const answer = await new Promise<string>((resolve) => {
      terminal.once('line', resolve);
      terminal.once('close', () => resolve(''));
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
