import { nearest } from '../../plugin/registry.js';
import { ownOptions } from '../component-schema.js';
import { ofKind } from '../components.js';
import { join } from '../path.js';
import type { SpecProblem } from '../problem.js';
import { listWords, quote } from '../words.js';
import { asking, type SemanticView } from './view.js';

/** Every value that a stopping rule or a checkpoint policy watches is measured by a metric of the spec. */
export function checkMonitors(view: SemanticView): readonly SpecProblem[] {
  const { metrics } = view.forSession;
  const measured = new Set(metrics.flatMap(({ measures }) => measures().map(({ name }) => name)));
  return watched(view)
    .filter(({ name }) => !measured.has(name))
    .map(({ name, path }) => {
      const has = measured.size === 0 ? 'it measures nothing' : `it measures ${listWords([...measured])}`;
      const metric = view.registry.find('metric', name.split('/')[0]!)
        ? ` Add { type: ${name.split('/')[0]} } to metrics.`
        : '';
      const message = `No metric of this spec measures ${quote(name)}: ${has}.${metric}`;
      return view.loaded.problem(path, 'GANX_SPEC_SEMANTIC', message, nearest(name, [...measured]));
    });
}

function watched({ spec, used }: SemanticView): readonly { readonly name: string; readonly path: string }[] {
  const byRules = ofKind(used, 'stopping-rule').flatMap(({ path, spec: rule, component }) => {
    const names = asking(
      `stopping rule ${rule.type}`,
      'monitors',
      () => component.monitors?.(ownOptions('stopping-rule', rule)) ?? [],
    );
    return names.map((name) => ({ name, path: optionWith(name, rule, path) }));
  });
  const best = spec.checkpoint.keepBest;
  return best ? [...byRules, { name: best.monitor, path: 'checkpoint.keepBest.monitor' }] : byRules;
}

/** The option that holds the name, to point at. */
function optionWith(name: string, rule: Readonly<Record<string, unknown>>, path: string): string {
  const option = Object.keys(rule).find((key) => rule[key] === name);
  return option === undefined ? path : join(path, option);
}
