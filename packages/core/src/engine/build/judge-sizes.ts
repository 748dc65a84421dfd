import { ShapeError } from '../../errors.js';
import type { DatasetInfo, LayerFacts } from '../../plugin/index.js';
import { mostValues, product, size } from '../../sizes.js';
import type { ExperimentSpec } from '../../spec/types.js';
import type { Network } from '../network/network.js';

export interface SizeRequest {
  readonly spec: Pick<ExperimentSpec, 'data' | 'latent' | 'ema' | 'generator' | 'discriminator'>;
  readonly info: DatasetInfo;
  /** With blank weights: nothing has taken memory. */
  readonly generator: Network;
  readonly discriminator: Network;
  /** How many values each optimizer keeps beside every weight. */
  readonly slots: { readonly generator: number; readonly discriminator: number };
  /** Bytes that there are. */
  readonly memory: number;
  /** Batches lie in the memory of a device, of which nothing is known. */
  readonly onDevice: boolean;
}

const bytesEach = 4;

/**
 * What makes networks too large to be trained here, before they take memory; nothing where they fit. Only what training
 * cannot do without is counted, so that nothing is refused that would have run: weights, optimizers' values, averages,
 * and the outputs of the layers for one batch.
 */
export function judgeSizes(request: SizeRequest): readonly ShapeError[] {
  const long = [request.generator, request.discriminator].flatMap((network) => longTensor(network, request));
  if (long.length > 0) return long;
  const batch = longBatch(request);
  return batch.length > 0 ? batch : total(request);
}

/** The first tensor of a network that no backend can hold, whatever the machine has; it makes those behind it long too. */
function longTensor({ facts, weights, role }: Network, { spec }: SizeRequest): readonly ShapeError[] {
  for (const [index, layer] of facts.layers.entries()) {
    const name = new RegExp(`^${role}/0*${index}-`);
    const long = weights.find((weight) => weight.variable.size > mostValues && name.test(weight.name));
    const values = product(layer.outputShape);
    if (!long && values <= mostValues) continue;
    const what = long
      ? `has a weight of shape [${long.variable.shape.join(', ')}], ${long.variable.size} values`
      : `gives [${layer.outputShape.join(', ')}] for each example, ${values} values`;
    const { path, lower } = blame(layer, spec);
    const message = `Layer ${index} (${layer.type}) of the ${role} ${what}; one tensor holds at most ${mostValues}. ${lower}.`;
    return [refuse(path, message)];
  }
  return [];
}

/** The batch and what layers make of it, as single tensors. */
function longBatch(request: SizeRequest): readonly ShapeError[] {
  const { batchSize } = request.spec.data;
  const widest = Math.max(...outputsOf(request));
  const most = Math.floor(mostValues / widest);
  if (batchSize <= most) return [];
  const message = `A batch of ${batchSize} with ${widest} values each is ${batchSize * widest} values, and one tensor holds at most ${mostValues}.`;
  return [refuseBatch(message, most, request)];
}

/** Everything together, against what the machine has. */
function total(request: SizeRequest): readonly ShapeError[] {
  const { spec, generator, discriminator, slots, memory, onDevice } = request;
  const weightsOf = (network: Network) => network.facts.parameters;
  const weights = weightsOf(generator) + weightsOf(discriminator);
  const optimizers =
    slots.generator * generator.facts.trainable + slots.discriminator * discriminator.facts.trainable;
  const averages = spec.ema ? weightsOf(generator) : 0;
  const each = outputsOf(request).reduce((a, b) => a + b, 0);
  const { batchSize } = spec.data;
  const fixed = bytesEach * (weights + optimizers + averages);
  const batch = onDevice ? 0 : bytesEach * batchSize * each;
  const needed = fixed + batch;
  if (needed <= memory) return [];
  const parts = [
    `weights ${size(bytesEach * weights)}`,
    `optimizers ${size(bytesEach * optimizers)}`,
    ...(averages > 0 ? [`averages ${size(bytesEach * averages)}`] : []),
    ...(batch > 0 ? [`a batch of ${batchSize} in all layers ${size(batch)}`] : []),
  ];
  const takes = `Training takes at least ${size(needed)} (${parts.join(', ')}), and this machine has ${size(memory)}.`;
  const fits = Math.floor((memory - fixed) / (bytesEach * each));
  if (fits >= 1 && batch > 0) return [refuseBatch(takes, fits, request)];
  const { path, lower } = blame(largest(request), spec);
  return [refuse(path, `${takes} ${lower}.`)];
}

/** Either the batch is unusual or a layer is: the larger number is the one to lower. */
function refuseBatch(message: string, most: number, request: SizeRequest): ShapeError {
  const { batchSize } = request.spec.data;
  const batch = `ower data.batchSize to at most ${most}`;
  const layer = largest(request);
  if (product(layer.outputShape) <= batchSize) return refuse('data.batchSize', `${message} L${batch}.`);
  const { path, lower } = blame(layer, request.spec);
  return refuse(path, `${message} ${lower}, or l${batch}.`);
}

/** Values that one example has at each place of both networks. */
function outputsOf({ generator, discriminator, info, spec }: SizeRequest): readonly number[] {
  // What only arranges values makes no new ones.
  const making = [generator, discriminator].flatMap(({ facts }) =>
    facts.layers.filter(({ arranges }) => !arranges),
  );
  return [spec.latent.size, product(info.shape), ...making.map(({ outputShape }) => product(outputShape))];
}

/** The layer that takes most, by what it keeps and makes. */
function largest({ generator, discriminator, slots, spec }: SizeRequest): LayerFacts {
  const taking = ({ facts }: Network, copies: number) =>
    facts.layers.map((layer) => ({
      layer,
      values: layer.parameters * copies + product(layer.outputShape) * spec.data.batchSize,
    }));
  const all = [
    ...taking(generator, 1 + slots.generator + (spec.ema ? 1 : 0)),
    ...taking(discriminator, 1 + slots.discriminator),
  ];
  return all.reduce((a, b) => (b.values > a.values ? b : a)).layer;
}

/** The key to lower: the option of the layer, or of its preset, that holds the largest number. */
function blame({ path, type }: LayerFacts, spec: SizeRequest['spec']): { path: string; lower: string } {
  let own: unknown = spec;
  for (const key of path.split('.')) own = (own as Readonly<Record<string, unknown>> | undefined)?.[key];
  const numbers = numbersOf(own, path);
  if (numbers.length === 0) return { path, lower: `Take a smaller layer than ${JSON.stringify(type)}` };
  const most = numbers.reduce((a, b) => (b.value > a.value ? b : a));
  return { path: most.path, lower: `Lower ${most.path}, which is ${most.value}` };
}

function numbersOf(value: unknown, path: string): { readonly path: string; readonly value: number }[] {
  if (typeof value === 'number') return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => numbersOf(child, `${path}.${key}`));
}

const refuse = (path: string, message: string): ShapeError =>
  new ShapeError(path, message, undefined, 'GANX_SPEC_MEMORY');
