import type { Need } from '../../plugin/component.js';
import type { AnyComponent } from '../../plugin/plugin.js';
import { kindNames } from '../component-schema.js';
import type { SpecProblem } from '../problem.js';
import { quote } from '../words.js';
import type { SemanticView } from './view.js';

interface Rule {
  readonly met: (view: SemanticView) => boolean;
  /** Ends the sentence "X needs ...". */
  readonly lacking: (view: SemanticView) => string;
}

/** `second-order-gradients` is missing here: only building the networks can tell. */
const rules: { readonly [N in Need]?: Rule } = {
  labels: {
    met: ({ info }) => info.classes !== undefined,
    lacking: ({ spec }) => `class labels, but the dataset ${quote(spec.data.type)} has none`,
  },
  conditioning: {
    met: ({ conditional }) => conditional,
    lacking: ({ spec }) =>
      `a conditional generator, but conditioning is ${quote(spec.conditioning.type)}. Set conditioning: labels`,
  },
  images: {
    met: ({ info }) => info.shape.length === 3,
    lacking: ({ info, spec }) =>
      `images [height, width, channels], but the examples of ${quote(spec.data.type)} are of shape [${info.shape.join(', ')}]`,
  },
  'held-out': {
    met: ({ info }) => (info.heldOutSize ?? 0) > 0,
    lacking: ({ spec }) => `held-out examples, but the dataset ${quote(spec.data.type)} has none`,
  },
  mixture: {
    met: ({ info }) => info.mixture !== undefined,
    lacking: ({ spec }) =>
      `a dataset that knows its true modes, as gaussian-ring does, but ${quote(spec.data.type)} does not`,
  },
};

/** The first thing that a component asks of the experiment and that is not there, as the end of "X needs ...". */
export function unmetNeed(
  { needs = [] }: Pick<AnyComponent, 'needs'>,
  view: SemanticView,
): string | undefined {
  const unmet = needs.map((need) => rules[need]).find((rule) => rule && !rule.met(view));
  return unmet?.lacking(view);
}

/** What components ask of the experiment is there. */
export function checkNeeds(view: SemanticView): readonly SpecProblem[] {
  const problems = view.used.flatMap(({ kind, path, spec, component }) => {
    const lacking = unmetNeed(component, view);
    if (lacking === undefined) return [];
    const message = `The ${kindNames[kind]} ${quote(spec.type)} needs ${lacking}.`;
    return [view.loaded.problem(`${path}.type`, 'GANX_SPEC_SEMANTIC', message)];
  });
  const { conditional, info, spec, loaded } = view;
  if (
    conditional &&
    info.classes === undefined &&
    !problems.some(({ path }) => path === 'conditioning.type')
  ) {
    const message = `Conditioning by ${quote(spec.conditioning.type)} needs classes, but the dataset ${quote(spec.data.type)} has none. Set conditioning: none, or take a labelled dataset.`;
    problems.push(loaded.problem('conditioning.type', 'GANX_SPEC_SEMANTIC', message));
  }
  return problems;
}
