import { makePaint, wantsColor } from '../ansi.js';
import { stdout } from '../output/output.js';
import { table } from '../view/format.js';
import { GanxCommand } from './ganx-command.js';

export default class Doctor extends GanxCommand {
  static override summary = 'Say what ganx finds on this machine and what missing parts would need.';
  static override examples = ['<%= config.bin %> doctor'];

  async run(): Promise<object> {
    await this.parse(Doctor);
    const { examine } = await import('../doctor/examine.js');
    const report = await examine(this.config.version, process.cwd());
    const paint = makePaint(wantsColor(stdout));
    for (const { title, findings } of report.sections) {
      this.say(paint.bold(title));
      const lines = table(findings.map(({ name, ok, detail }) => [ok ? 'ok' : '--', name, detail]));
      for (const [i, line] of lines.entries()) {
        this.say(
          `  ${findings[i]?.ok ? paint.green(line.slice(0, 2)) : paint.yellow(line.slice(0, 2))}${line.slice(2)}`,
        );
      }
    }
    this.say(`\nruntime.backend: auto takes ${paint.bold(report.auto)}.`);
    return report;
  }
}
