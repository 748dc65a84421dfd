import type { Advice, NetworkFacts } from '../../plugin/advice.js';
import type { NetworkRole } from '../../plugin/layer.js';
import type { ScoreKind } from '../../plugin/loss.js';
import type { Used } from '../components.js';
import { openOptions } from '../open-options.js';
import { asking, type SemanticView } from '../semantics/view.js';

export type Networks = { readonly [role in NetworkRole]: NetworkFacts };

/** What advice is given from: what semantic checks see, and the networks as they were built. */
export interface AdviceView extends SemanticView {
  readonly networks: Networks;
  readonly scores: ScoreKind | undefined;
  readonly slopeIsBounded: boolean;
}

/** Advice and the dotted place that it is about. */
export type Placed = Advice & { readonly path: string };

/** Completes what is known of a valid spec by what only its built networks tell. */
export function adviceView(seen: SemanticView, networks: Networks): AdviceView {
  const { scores } = seen.registry.get('loss', seen.spec.loss.type);
  return { ...seen, networks, scores, slopeIsBounded: slopeIsBounded(seen) };
}

/**
 * Whether something bounds the slope of the discriminator. Weight transforms do so where they hold for all of it: the
 * network's, unless a layer has a list of its own that does not.
 */
function slopeIsBounded(seen: SemanticView): boolean {
  const { used } = seen;
  const bounding = used.filter((one) => boundsSlope(one, seen));
  if (bounding.some(({ kind }) => kind !== 'weight-transform')) return true;
  const lists = new Set(bounding.map(({ path }) => path.slice(0, path.lastIndexOf('.'))));
  const ofLayers = used.filter(
    ({ kind, path, spec }) => kind === 'layer' && path.startsWith('discriminator.') && spec.weights,
  );
  return lists.has('discriminator.weights') && ofLayers.every(({ path }) => lists.has(`${path}.weights`));
}

/** Whether a component bounds the slope of the discriminator: one that stands in it, or acts on it. */
function boundsSlope({ kind, path, spec, component }: Used, { registry }: SemanticView): boolean {
  if (/^generator(\.|$)|^optimizers\.generator(\.|$)/.test(path)) return false;
  return asking(
    `${kind} ${spec.type}`,
    'boundsSlope',
    () => component.boundsSlope?.(openOptions(registry, kind, spec, path).options as never) ?? false,
  );
}
