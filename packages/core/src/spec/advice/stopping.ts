import type { Json } from '../../plugin/json.js';
import type { StopDecision } from '../../plugin/stopping-rule.js';
import { kindNames } from '../component-schema.js';
import { ofKind, type Used } from '../components.js';
import { quote } from '../words.js';
import { flow, short, substitute } from './mend.js';
import type { AdviceView, Placed } from './view.js';

/** A critic's scores have no zero of their own: sharing them out at 0 says nothing about who is winning. */
export function adviseAccuracy(view: AdviceView): readonly Placed[] {
  const { scores, spec, used } = view;
  if (scores !== 'critic' && scores !== 'relative') return [];
  const reading = [...ofKind(used, 'balance'), ...ofKind(used, 'stopping-rule')].filter(
    ({ component }) => component.readsAccuracy,
  );
  return reading.map(({ kind, path, spec: own }) => {
    const override = kind === 'balance' ? '~balance' : withoutRule(view, path);
    return {
      code: 'GANX_ADVICE_ACCURACY',
      path: `${path}.type`,
      message: `The ${kindNames[kind]} ${quote(own.type)} decides by the discriminator's accuracy, but scores under the loss ${quote(spec.loss.type)} have no border between real and generated: only their difference means something, so this accuracy can stand at 0.5 or at 1 whoever is ahead.`,
      source: 'Arjovsky et al. 2017, section 3; Jolicoeur-Martineau 2018, section 3',
      ...(override !== undefined && { override }),
    };
  });
}

/** Leaves a rule out, or puts one in its place where there must be one. */
function withoutRule(view: AdviceView, path: string): string | undefined {
  const [, list, combine] = /^(.*\.(any|all))\.\d+$/.exec(path) ?? [];
  const alone = list === undefined || itemsAt(view.spec.stop as Json, list).length === 1;
  const diverged = catchesDivergence(view).length === 0 ? ruleFor(view, 'diverged') : undefined;
  if (!alone) return combine === 'any' && diverged ? `${path}=${flow(diverged)}` : `~${path}`;
  const budget = ruleFor(view, 'budget');
  if (budget === undefined) return undefined;
  return path === 'stop' && diverged ? `stop={any: ${flow([budget, diverged])}}` : `${path}=${flow(budget)}`;
}

/** A rule that may end a run so, and needs nothing else of the spec. */
function ruleFor(view: AdviceView, verdict: StopDecision['type']): Json | undefined {
  const rule = substitute(
    view,
    'stopping-rule',
    ({ readsAccuracy, verdicts, monitors }) =>
      !readsAccuracy && !monitors && verdicts?.includes(verdict) === true,
  );
  return rule && short(rule);
}

function itemsAt(stop: Json, path: string): readonly Json[] {
  const keys = path.split('.').slice(1);
  return keys.reduce<Json>((node, key) => (node as { [key: string]: Json })[key]!, stop) as readonly Json[];
}

/** Rules that may end a run as diverged: those that say so, and those that say nothing. */
const catchesDivergence = ({ used }: AdviceView): readonly Used[] =>
  ofKind(used, 'stopping-rule').filter(
    ({ component: { verdicts } }) => verdicts === undefined || verdicts.includes('diverged'),
  );

/** Whether a rule ends the run by itself: within `all` it waits for the others. */
const actsAlone = ({ spec }: AdviceView, path: string): boolean =>
  [...path.matchAll(/\.all(?=\.\d)/g)].every(
    ({ index }) => itemsAt(spec.stop as Json, path.slice(0, index + 4)).length === 1,
  );

/** A budget alone. A diverged run ends in any case, but under no rule's name. */
export function adviseDivergence(view: AdviceView): readonly Placed[] {
  const { spec, used } = view;
  const budget = ofKind(used, 'stopping-rule').find(({ component }) =>
    component.verdicts?.includes('budget'),
  );
  const ends = catchesDivergence(view).some(({ path }) => actsAlone(view, path));
  if (!budget || spec.rollBack || ends) return [];
  const rule = ruleFor(view, 'diverged');
  const { stop } = spec as { readonly stop: { readonly any?: readonly Json[] } };
  return [
    {
      code: 'GANX_ADVICE_NO_NON_FINITE',
      path: 'stop',
      message: `This run has a budget (${quote(budget.spec.type)}), but no rule says what happens to one that diverges before it is used up: the run then ends under no rule's name, and nobody who reads the spec knows. Name a rule for it, or let the run go back with rollBack.`,
      ...(rule && {
        override: Array.isArray(stop.any)
          ? `+stop.any.${stop.any.length}=${flow(rule)}`
          : `stop={any: ${flow([spec.stop as Json, rule])}}`,
      }),
    },
  ];
}
