import { ofKind, type Used } from '../components.js';
import { presetLayers } from '../semantics/preset-layers.js';
import type { ComponentSpec } from '../types.js';
import { quote } from '../words.js';
import { flow, short, substitute } from './mend.js';
import type { AdviceView, Placed } from './view.js';

/** A critic without a bound: its scores grow without end, and their difference estimates nothing. */
export function adviseBound(view: AdviceView): readonly Placed[] {
  const { scores, slopeIsBounded, spec } = view;
  if (scores !== 'critic' || slopeIsBounded) return [];
  const mixed = mixingLayers(view).length > 0;
  const bound = substitute(
    view,
    'regularizer',
    (one, options) => (one.boundsSlope?.(options) ?? false) && !(mixed && one.slopePerExample),
  );
  return [
    {
      code: 'GANX_ADVICE_UNBOUNDED_CRITIC',
      path: 'loss.type',
      message: `The loss ${quote(spec.loss.type)} needs a critic whose slope is bounded: no regularizer or layer bounds it, so its scores can grow without end and the generator follows nothing. Add a penalty on the slope, or clip the weights.`,
      source: 'Arjovsky et al. 2017, section 3; Gulrajani et al. 2017, section 2',
      ...(bound && { override: `+regularizers.${spec.regularizers.length}=${flow(short(bound))}` }),
    },
  ];
}

/** Layers of D that mix samples and are not known to go with penalties on slopes, at their places in the spec. */
function mixingLayers({
  used,
  networks,
  registry,
}: AdviceView): readonly Pick<Used<'layer'>, 'path' | 'spec'>[] {
  const written = ofKind(used, 'layer').filter(
    ({ path, component }) =>
      path.startsWith('discriminator.') && component.mixesSamples && !component.suitsSlopePenalties,
  );
  const ofPreset = networks.discriminator.layers
    .filter(({ path, type, mixesSamples }) => {
      const component = registry.find('layer', type)?.component;
      return path === 'discriminator' && mixesSamples && !component?.suitsSlopePenalties;
    })
    .slice(0, 1)
    .map(({ path, type }) => ({ path, spec: { type } }));
  return [...written, ...ofPreset];
}

/** Batch norm under a penalty on the slope at each example: each example has the slope of its whole batch. */
export function adviseMixing(view: AdviceView): readonly Placed[] {
  const penalty = ofKind(view.used, 'regularizer').find(({ component }) => component.slopePerExample);
  if (!penalty) return [];
  return mixingLayers(view).map(({ path, spec }) => {
    const instead = view.registry.find('layer', spec.type)?.component.withoutMixing;
    const override =
      path === 'discriminator' ? presetWithoutMixing(view) : instead && `${path}=${flow(short(instead))}`;
    return {
      code: 'GANX_ADVICE_MIXED_PENALTY',
      path,
      message: `The layer ${quote(spec.type)} mixes the examples of a batch, but ${quote(penalty.spec.type)} (${penalty.path}) punishes the slope at each example by itself: with such a layer the score of one depends on all, and the penalty on none. ${instead ? `Take ${quote(instead.type)}, which looks at one example at a time.` : 'Take a layer that looks at one example at a time.'}`,
      source: 'Gulrajani et al. 2017, section 4, "No critic batch normalization"',
      ...(override !== undefined && { override }),
    };
  });
}

/** A switch of the preset that, turned off, gives layers that do not mix. */
function presetWithoutMixing(view: AdviceView): string | undefined {
  const preset = view.spec.discriminator as ComponentSpec;
  const switches = Object.keys(preset).filter((option) => preset[option] === true);
  const found = switches.find((option) =>
    presetLayers(view, 'discriminator', { ...preset, [option]: false }).every(
      ({ type }) => !view.registry.find('layer', type)?.component.mixesSamples,
    ),
  );
  return found && `discriminator.${found}=false`;
}

/** From how many steps between penalties on it is rare. */
const rare = 8;

/** Lazy penalties save time on large images; on points they save nothing, and the critic runs free between them. */
export function adviseLazy({ used, info }: AdviceView): readonly Placed[] {
  if (info.shape.length !== 1) return [];
  return ofKind(used, 'regularizer')
    .filter(({ component, spec }) => component.slopePerExample && (spec.every as number) >= rare)
    .map(({ path, spec }) => ({
      code: 'GANX_ADVICE_LAZY_PENALTY',
      path: `${path}.every`,
      message: `${quote(spec.type)} acts on every ${spec.every}th step only. That saves time where a step is dear, on large images; on points of ${info.shape[0]} numbers it saves next to nothing, and between two penalties the slope is free to grow.`,
      source:
        'Karras et al. 2020, arXiv:1912.04958, section 3.1, for images; Mescheder et al. 2018 apply it at each step',
      override: `${path}.every=1`,
    }));
}
