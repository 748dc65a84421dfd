import * as Flags from '@oclif/core/flags';
import { makePaint, wantsColor } from '../../ansi.js';
import { stdout } from '../../output/output.js';
import { showControls } from '../../output/show-controls.js';
import { GanxCommand } from '../ganx-command.js';
import { sweepArg, sweepsDirFlag } from './flags.js';

const betweenLooks = 1000;

export default class SweepStatus extends GanxCommand {
  static override summary = 'Show the trials of a sweep: what runs, what is done, what failed and why.';
  static override examples = [
    '<%= config.bin %> sweep status',
    '<%= config.bin %> sweep status ring --watch',
    '<%= config.bin %> sweep status ring --json',
  ];
  static override args = sweepArg;
  static override flags = {
    ...sweepsDirFlag,
    watch: Flags.boolean({
      description: 'Draw it again every second, until the sweep ends or Ctrl-C.',
      char: 'w',
    }),
    all: Flags.boolean({ description: 'Show every trial, not the latest and the running ones only.' }),
  };

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepStatus);
    const [{ findSweep, readSweep }, { statusJson, statusLines }, { driverOf }] = await Promise.all([
      import('@ganx/core/sweep'),
      import('../../sweep/status.js'),
      import('../../sweep/driver-process.js'),
    ]);
    const folder = findSweep(args.sweep, flags['sweeps-dir']);
    const paint = makePaint(wantsColor(stdout));
    for (;;) {
      const state = readSweep(folder);
      const driver = driverOf(folder);
      if (!this.jsonEnabled()) {
        const lines = statusLines(state, { folder, driver, paint, all: flags.all });
        // Home, and each line to its end, so that nothing flickers. Auto-wrap is off: what is too long is cut.
        if (flags.watch && stdout.isTTY)
          stdout.draw(
            `\u001b[?7l\u001b[H${lines.map((line) => `${showControls(line, true)}\u001b[K\n`).join('')}\u001b[J\u001b[?7h`,
          );
        else for (const line of lines) this.say(line);
      }
      if (!flags.watch || this.jsonEnabled() || driver === undefined || stdout.lost)
        return statusJson(state, folder, driver);
      await new Promise((resolve) => setTimeout(resolve, betweenLooks));
    }
  }
}
