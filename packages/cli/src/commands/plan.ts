import { makePaint, wantsColor } from '../ansi.js';
import { stdout } from '../output/output.js';
import { GanxCommand, loadRequest, overrideFlags, specArgs } from './ganx-command.js';

export default class Plan extends GanxCommand {
  static override summary =
    'Show what an experiment would build: networks, shapes, parameters, memory; train nothing.';
  static override examples = [
    '<%= config.bin %> plan experiment.yaml',
    '<%= config.bin %> plan experiment.yaml generator.baseFilters=128',
  ];
  static override args = specArgs;
  static override flags = { ...overrideFlags };

  async run(): Promise<object> {
    const parsed = await this.parse(Plan);
    const [{ withPlan }, { planLines }, { adviceLines }, { Effect }] = await Promise.all([
      import('../compose/plan.js'),
      import('../view/plan-lines.js'),
      import('../view/advice-lines.js'),
      import('effect'),
    ]);
    const paint = makePaint(wantsColor(stdout));
    return withPlan(loadRequest(parsed), ({ plan, chosen, advice }) =>
      Effect.sync(() => {
        for (const line of [...planLines(plan, chosen, paint), ...adviceLines(advice)]) this.say(line);
        const { networks, memory, budget, warnings, info } = plan;
        const backend = { name: chosen.name, description: chosen.compute.description, reason: chosen.reason };
        return {
          name: plan.spec.name,
          networks,
          memory,
          budget: budget ?? null,
          backend,
          data: info,
          warnings,
          advice,
        };
      }),
    );
  }
}
