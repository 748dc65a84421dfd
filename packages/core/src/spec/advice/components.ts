import { PluginError } from '../../errors.js';
import type { Advice, AdviceContext } from '../../plugin/advice.js';
import { openOptions } from '../open-options.js';
import { join } from '../path.js';
import { asking } from '../semantics/view.js';
import type { AdviceView, Placed } from './view.js';

/** What a plugin gives is looked at before it is printed: a code that it does not name could not be silenced. */
function requireAdvice(given: unknown, codes: object | undefined, kind: string, type: string): void {
  const isAdvice = (one: Partial<Advice> | null) =>
    typeof one?.code === 'string' &&
    codes !== undefined &&
    one.code in codes &&
    typeof one.message === 'string';
  if (Array.isArray(given) && given.every(isAdvice)) return;
  throw new PluginError(
    'GANX_PLUGIN_RESULT',
    `The ${kind} ${type} gave something else than advice from its hook "advice": a list of { code, message } is expected, whose codes its adviceCodes name.`,
    { place: { component: `${kind} ${type}`, hook: 'advice' } },
  );
}

/** What components say themselves. */
export function askComponents(view: AdviceView): readonly Placed[] {
  const { used, spec, info, networks, registry, scores, slopeIsBounded } = view;
  return used.flatMap(({ kind, path, spec: own, component }) => {
    if (!component.advice) return [];
    const context: AdviceContext = {
      path,
      every: typeof own.every === 'number' ? own.every : undefined,
      info,
      batchSize: spec.data.batchSize,
      networks,
      layer: [...networks.generator.layers, ...networks.discriminator.layers].find(
        (one) => one.path === path,
      ),
      scores,
      slopeIsBounded,
    };
    const given = asking(`${kind} ${own.type}`, 'advice', () =>
      component.advice!(openOptions(registry, kind, own, path).options as never, context),
    );
    requireAdvice(given, component.adviceCodes, kind, own.type);
    return given.map((one) => ({ ...one, path: join(path, one.option ?? 'type') }));
  });
}
