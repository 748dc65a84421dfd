import * as Flags from '@oclif/core/flags';
import { stderr, stdout } from '../output/output.js';
import { GanxCommand, runArgs, runsDirFlag } from './ganx-command.js';

export default class Replay extends GanxCommand {
  static override summary = 'Say again what a run said while it trained, and remake its TensorBoard files.';
  static override description =
    `Reads log.jsonl and prints the lines that \`ganx run\` prints where there is no terminal, then how the run ended. Trains nothing and changes nothing in the run's folder; a run that was killed or is still running is shown as far as it came.

With --tensorboard, what is whole and valid of the run's event files goes into a new folder: without what a kill tore, what was damaged, and what a resume made void.`;
  static override examples = [
    '<%= config.bin %> replay latest',
    '<%= config.bin %> replay mnist-dcgan/20261123 --tensorboard clean/mnist-dcgan',
  ];
  static override args = { run: runArgs.run };
  static override flags = {
    ...runsDirFlag,
    tensorboard: Flags.string({
      description: "Also write the run's TensorBoard files anew, into this folder.",
      helpValue: 'DIR',
    }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(Replay);
    const [{ findRun }, { replayLog }, { remakeEventFiles }] = await Promise.all([
      import('@ganx/core/run'),
      import('../replay/replay-log.js'),
      import('../replay/remake-event-files.js'),
    ]);
    const { run, folder } = findRun(args.run, flags['runs-dir']);
    // What cannot be done is told before a long log.
    const remade = flags.tensorboard === undefined ? undefined : remakeEventFiles(folder, flags.tensorboard);
    const log = await replayLog(folder, this.jsonEnabled() ? stderr : stdout);
    if (!remade) return { run, folder, ...log };
    const { damage, files, leftOut, values } = remade;
    for (const { message } of damage) this.warning(`${message} What lies behind is lost.`);
    this.say(
      `\n${values} values of ${files} event files in ${flags.tensorboard}, ${leftOut} void ones left out`,
    );
    const losses = damage.map(({ code, offset, place }) => ({ code, file: place, offset }));
    return {
      run,
      folder,
      ...log,
      tensorboard: { folder: flags.tensorboard, files, values, leftOut, losses },
    };
  }
}
