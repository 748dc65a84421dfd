import { GanxCommand } from '../ganx-command.js';
import { sweepArg, sweepsDirFlag } from './flags.js';

export default class SweepStop extends GanxCommand {
  static override summary = 'Ask a sweep to stop: its trials save and end, and `resume` goes on with them.';
  static override examples = ['<%= config.bin %> sweep stop', '<%= config.bin %> sweep stop ring'];
  static override args = sweepArg;
  static override flags = sweepsDirFlag;

  async run(): Promise<object> {
    const { args, flags } = await this.parse(SweepStop);
    const [{ findSweep }, { driverOf, stopDriver }] = await Promise.all([
      import('@ganx/core/sweep'),
      import('../../sweep/driver-process.js'),
    ]);
    const folder = findSweep(args.sweep, flags['sweeps-dir']);
    const driver = driverOf(folder);
    if (driver === undefined) {
      this.say(`Nothing drives ${folder}: there is nothing to stop.`);
      return { folder, stopped: false };
    }
    await stopDriver(folder, driver);
    this.say(`Stopped. \`${this.config.bin} sweep resume ${args.sweep}\` goes on.`);
    return { folder, stopped: true, pid: driver };
  }
}
