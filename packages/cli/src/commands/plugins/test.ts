import * as Args from '@oclif/core/args';
import { exitCodes } from '../../exit-codes.js';
import { GanxCommand } from '../ganx-command.js';

export default class PluginsTest extends GanxCommand {
  static override summary = 'Run the contract suite, and the tests of its own, on a plugin.';
  static override description =
    `The suite of @ganx/testkit checks each component by its kind: schema and examples, gradients, the same bits twice, leaks, state that survives a checkpoint. It runs by vitest; both are looked for beside the plugin.

A folder's own tests run too. Where one of them calls describePlugin, the suite runs there, with the deviations that it declares.

Exit codes: 0 all passed, 3 something failed.`;
  static override examples = [
    '<%= config.bin %> plugins test .',
    '<%= config.bin %> plugins test plugins/soft-hinge.ts',
  ];
  static override args = {
    path: Args.string({
      description: 'The plugin: its folder, or its file.',
      required: true,
      ignoreStdin: true,
    }),
  };

  async run(): Promise<object> {
    const { args } = await this.parse(PluginsTest);
    const [{ findTestTarget }, { runSuite }] = await Promise.all([
      import('../../plugins/testing/test-target.js'),
      import('../../plugins/testing/run-suite.js'),
    ]);
    const outcome = await runSuite(findTestTarget(args.path), { quiet: this.jsonEnabled() });
    const { passed, failed, skipped } = outcome;
    this.say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    const good = failed === 0 && passed > 0;
    if (passed + failed === 0) this.say('No test ran: the plugin has no tests and its suite did not load.');
    this.exitWith(good ? exitCodes.done : exitCodes.plugin);
    return outcome;
  }
}
