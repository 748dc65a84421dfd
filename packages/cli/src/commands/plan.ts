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
    const [{ withPlan }, { metricCosts }, { metricLines, planLines }, { adviceLines }, { Effect }] =
      await Promise.all([
        import('../compose/plan.js'),
        import('@ganx/core/experiment'),
        import('../view/plan-lines.js'),
        import('../view/advice-lines.js'),
        import('effect'),
      ]);
    const paint = makePaint(wantsColor(stdout));
    return withPlan(loadRequest(parsed), ({ plan, chosen, advice }) =>
      Effect.promise(async () => {
        const metrics = await metricCosts(plan.built.experiment);
        const lines = [...planLines(plan, chosen, paint), ...metricLines(metrics, plan.budget, paint)];
        for (const line of [...lines, ...adviceLines(advice)]) this.say(line);
        const { networks, memory, budget, warnings, info } = plan;
        const backend = { name: chosen.name, description: chosen.compute.description, reason: chosen.reason };
        return {
          name: plan.spec.name,
          networks,
          memory,
          metrics: metrics.map(({ cost, ...metric }) => ({ ...metric, cost: cost ?? null })),
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
