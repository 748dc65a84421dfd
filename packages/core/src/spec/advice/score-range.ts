import type { LayerFacts } from '../../plugin/advice.js';
import type { ScoreKind } from '../../plugin/loss.js';
import { ownOptions } from '../component-schema.js';
import { asking } from '../semantics/view.js';
import { quote } from '../words.js';
import { flow, short, substitute } from './mend.js';
import type { AdviceView, Placed } from './view.js';

type Range = readonly [number, number];

const anyNumber: Range = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];

const takes: { readonly [K in ScoreKind]: string } = {
  logits: 'takes scores for log odds, any number, and applies the sigmoid itself',
  margin: 'takes any number for a score, with a margin around 0',
  targets: 'pulls scores to its targets',
  probability: 'takes scores for probabilities',
  relative: 'compares scores, without bounds',
  critic: 'takes the difference of scores, without bounds',
};

/**
 * The end of D against what the loss expects. A score that the last layer cannot give is a wall: behind it the gradient is
 * near 0, and accuracy stands still.
 */
export function adviseScoreRange(view: AdviceView): readonly Placed[] {
  const { scores, spec, networks } = view;
  if (scores === undefined) return [];
  const end = networks.discriminator.layers.findLast(({ arranges }) => !arranges);
  if (!end) return [];
  const wanted = wantedRange(view, scores);
  if (scores === 'probability')
    return within(end.outputRange ?? anyNumber, wanted) ? [] : [squash(view, end)];
  if (end.outputRange === undefined || within(wanted, end.outputRange)) return [];
  const message =
    `The discriminator ends in ${quote(end.type)}, whose outputs lie in ${show(end.outputRange)}, but the loss ` +
    `${quote(spec.loss.type)} ${takes[scores]}. Beyond that range the discriminator cannot answer, and its advice fades. ` +
    'End it in its last weighted layer.';
  return [
    {
      code: 'GANX_ADVICE_SCORE_RANGE',
      path: end.path,
      message,
      source: 'Goodfellow et al. 2014, section 3; Arjovsky & Bottou 2017, theorem 2.4',
      ...removal(end),
    },
  ];
}

function squash({ spec, networks, ...view }: AdviceView, end: LayerFacts): Placed {
  const layer = substitute({ spec, ...view }, 'layer', ({ outputRange }, options) =>
    within(outputRange?.(options) ?? anyNumber, [0, 1]),
  );
  const inList = end.path !== 'discriminator';
  return {
    code: 'GANX_ADVICE_SCORE_RANGE',
    path: end.path,
    message: `The discriminator ends in ${quote(end.type)}, whose outputs ${end.outputRange ? `lie in ${show(end.outputRange)}` : 'have no bounds'}, but the loss ${quote(spec.loss.type)} ${takes.probability}, in [0, 1].`,
    ...(layer &&
      inList && {
        override: `+discriminator.layers.${networks.discriminator.layers.length}=${flow(short(layer))}`,
      }),
  };
}

function wantedRange({ spec, registry }: AdviceView, scores: ScoreKind): Range {
  if (scores === 'probability') return [0, 1];
  if (scores !== 'targets') return anyNumber;
  const { scoreRange } = registry.get('loss', spec.loss.type);
  return (
    asking(`loss ${spec.loss.type}`, 'scoreRange', () =>
      scoreRange?.(ownOptions<never>('loss', spec.loss)),
    ) ?? anyNumber
  );
}

/** A layer that changes neither shape nor weights can be left out. */
function removal({ path, inputShape, outputShape, parameters }: LayerFacts): { override?: string } {
  const plain = parameters === 0 && inputShape.join() === outputShape.join();
  return plain && path !== 'discriminator' ? { override: `~${path}` } : {};
}

const within = ([low, high]: Range, [from, to]: Range): boolean => low >= from && high <= to;

const show = ([low, high]: Range): string =>
  `${Number.isFinite(low) ? `[${low}` : '(-infinity'}, ${Number.isFinite(high) ? `${high}]` : 'infinity)'}`;
