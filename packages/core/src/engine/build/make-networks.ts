import { rangeOf } from '../../data/range.js';
import type { NetworkContext, NetworkRole } from '../../plugin/index.js';
import { buildNetwork } from '../network/build-network.js';
import type { Network } from '../network/network.js';
import type { OpenTerm } from '../step/terms.js';
import type { BuildRequest } from './built.js';
import type { Draws } from './draws.js';

export interface Networks {
  readonly generator: Network;
  readonly discriminator: Network;
  /** The generator's running average, if the experiment keeps one. */
  readonly average: Network | undefined;
}

/** Both networks and the average, with weights still to be drawn. */
export function makeNetworks(
  { compute, experiment }: BuildRequest,
  classes: number | undefined,
  terms: readonly OpenTerm[],
  draws: Draws,
): Networks {
  const { conditioning, loss, registry, spec } = experiment;
  const make = (role: NetworkRole): Network =>
    buildNetwork({
      spec: spec[role],
      context: networkContext(role, experiment, classes),
      registry,
      conditioning,
      answers: loss.value.scoreOf ? 'examples' : 'scores',
      terms,
      compute,
      random: draws.current,
    });
  const generator = make('generator');
  const discriminator = make('discriminator');
  return { generator, discriminator, average: spec.ema ? make('generator') : undefined };
}

function networkContext(
  role: NetworkRole,
  { info, spec }: BuildRequest['experiment'],
  classes: number | undefined,
): NetworkContext {
  const range = rangeOf(spec, info);
  return {
    role,
    exampleShape: info.shape,
    latentSize: spec.latent.size,
    ...(classes === undefined ? {} : { classes }),
    ...(range === undefined ? {} : { exampleRange: range }),
  };
}
