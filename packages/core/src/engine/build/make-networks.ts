import { rangeOf } from '../../data/range.js';
import { ShapeError, ShapeListError } from '../../errors.js';
import { machineMemory } from '../../machine-memory.js';
import type { NetworkContext, NetworkRole } from '../../plugin/index.js';
import { draftNetwork } from '../network/build-network.js';
import { fillBlank } from '../network/initializers.js';
import { disposeNetwork, type Network } from '../network/network.js';
import type { OpenTerm } from '../step/terms.js';
import type { BuildRequest } from './built.js';
import type { Draws } from './draws.js';
import { judgeSizes } from './judge-sizes.js';

export interface Networks {
  readonly generator: Network;
  readonly discriminator: Network;
  /** The generator's running average, if the experiment keeps one. */
  readonly average: Network | undefined;
}

/** Both networks and the average, with weights still to be drawn. */
export function makeNetworks(
  request: BuildRequest,
  classes: number | undefined,
  terms: readonly OpenTerm[],
  draws: Draws,
): Networks {
  const { compute, experiment } = request;
  const { conditioning, loss, registry, spec } = experiment;
  const draft = (role: NetworkRole): Network =>
    draftNetwork({
      spec: spec[role],
      context: networkContext(role, experiment, classes),
      registry,
      conditioning,
      answers: loss.value.scoreOf ? 'examples' : 'scores',
      terms,
      compute,
      random: draws.current,
    });
  const [generator, discriminator] = draftBoth(draft, request);
  const average = spec.ema ? draft('generator') : undefined;
  for (const network of [generator, discriminator, average]) if (network) fillBlank(network.weights);
  return { generator, discriminator, average };
}

/** Both with blank weights. What is wrong with either is told at once, and what is too large before it is. */
function draftBoth(
  draft: (role: NetworkRole) => Network,
  { compute, experiment, memory = machineMemory() }: BuildRequest,
): readonly [Network, Network] {
  const { info, optimizers, spec } = experiment;
  const drafted: Network[] = [];
  const wrong: ShapeError[] = [];
  try {
    for (const role of ['generator', 'discriminator'] as const) {
      try {
        drafted.push(draft(role));
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        wrong.push(error);
      }
    }
    const [generator, discriminator] = drafted;
    if (generator && discriminator) {
      const slots = {
        generator: Object.keys(optimizers.generator.value.slots).length,
        discriminator: Object.keys(optimizers.discriminator.value.slots).length,
      };
      const onDevice = compute.device !== undefined;
      wrong.push(...judgeSizes({ spec, info, generator, discriminator, slots, memory, onDevice }));
      if (wrong.length === 0) return [generator, discriminator];
    }
    throw wrong.length === 1 ? wrong[0]! : new ShapeListError(wrong);
  } catch (error) {
    for (const network of drafted) disposeNetwork(network);
    throw error;
  }
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
