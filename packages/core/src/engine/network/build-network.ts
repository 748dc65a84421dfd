import * as tfl from '@tensorflow/tfjs-layers';
import type { Compute } from '../../compute.js';
import { ShapeError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type {
  Conditioning,
  Json,
  LayerFacts,
  NetworkContext,
  RandomSource,
  Registry,
  Term,
} from '../../plugin/index.js';
import type { NetworkSpec } from '../../spec/types.js';
import { layerOptions } from '../build/options.js';
import type { Named } from '../step/parts.js';
import { checkDiscriminator, checkGenerator } from './check-ends.js';
import { type Entries, entriesOf } from './entries.js';
import { withDeclaredInitializers } from './initializers.js';
import { LayerChain, type Layers, layerName } from './layer-chain.js';
import { NamedOutputs } from './named-outputs.js';
import type { Network, Weight } from './network.js';
import { networkWeights } from './network-weights.js';
import { inPlace, shapeText } from './shape-errors.js';

export interface NetworkRequest {
  readonly spec: NetworkSpec;
  readonly context: NetworkContext;
  readonly registry: Registry;
  readonly conditioning: { readonly type: string; readonly value: Conditioning };
  /** What the discriminator answers with: scores, or examples of the data's shape. */
  readonly answers: 'scores' | 'examples';
  /** What is asked of the discriminator beside its answer. */
  readonly terms: readonly AskingTerm[];
  readonly compute: Compute;
  /** Streams that layers draw from at the moment. */
  readonly random: () => RandomSource;
}

/** What the build reads of a term. */
export interface AskingTerm extends Named<Pick<Term, 'heads' | 'reads'>> {
  readonly place: string;
}

/** Layers that only arrange values: the range of their output is that of their input. */
const arranging = new Set(['Reshape', 'Flatten', 'Permute', 'InputLayer']);

/**
 * A network from the spec's layers or preset, as an ordinary TensorFlow.js model whose weights are blank: they have
 * shapes and take no memory. `fillBlank` makes them weights that can be computed with.
 */
export function draftNetwork(request: NetworkRequest): Network {
  return withDeclaredInitializers(() => build(request));
}

function build(request: NetworkRequest): Network {
  const { compute, conditioning, context, random, registry, spec } = request;
  const { classes, exampleShape, role } = context;
  const generator = role === 'generator';
  const entries = entriesOf(spec, context, registry);
  const { layers: list, preset } = entries;
  const input = tfl.input({
    shape: generator ? [context.latentSize] : [...exampleShape],
    name: `${role}/${generator ? 'latents' : 'examples'}`,
  });
  const reads = conditioning.value.reads?.includes(role) ?? true;
  const conditional = conditioning.value.conditional && classes !== undefined && reads;
  const labels = conditional ? tfl.input({ shape: [classes!], name: `${role}/labels` }) : undefined;
  const { from } = entries;
  const chain = new LayerChain({ role, registry, compute, random, input, labels, classes, from });
  const { weights: ofNetwork } = spec as { readonly weights?: readonly Json[] };
  if (ofNetwork) chain.transformed.push({ below: role, specPath: `${role}.weights`, specs: ofNetwork });

  const built = buildEntries(
    request,
    entries,
    chain,
    conditioned(request, chain, input, conditional),
    labels,
  );
  const end = { specPath: entries.pathOf(list.length - 1), preset, exampleShape };
  if (generator) checkGenerator(built.output, end);
  else checkDiscriminator(built.output, request.answers, end);
  const readers = generator ? [] : featureReaders(request, conditional);
  requireOneInput(built.inputs, readers, end.specPath);
  const x = headed(request, chain, built, conditional);
  if (labels && !chain.known.has(labels.sourceLayer)) {
    throw new ShapeError(
      role,
      `The conditioning "${conditioning.type}" gives labels to the ${role}, but nothing in it reads them. Add a layer that takes the labels in, or set conditioning: none.`,
      undefined,
      'GANX_SPEC_LABELS_UNUSED',
    );
  }

  const inputs = labels ? [input, labels] : input;
  const model = tfl.model({ inputs, outputs: x, name: role });
  const asked = generator ? [] : askOf(request, built.inputs[0]!, chain);
  const wide =
    asked.length === 0
      ? undefined
      : tfl.model({ inputs, outputs: [x, ...asked.map(({ output }) => output)], name: `${role}-asked` });
  const { weights, transforms } = networkWeights(wide ?? model, chain.transformed, role, registry);
  const sizeOf = (some: readonly Weight[]) => some.reduce((sum, { variable }) => sum + variable.size, 0);
  const { facts } = built;
  return {
    role,
    model,
    conditional,
    ...(wide && { asked: { model: wide, names: asked.map(({ name }) => name) } }),
    layers: chain.summaries,
    weights,
    transforms,
    mixesSamples: chain.mixesSamples,
    outputRange: facts.findLast(({ arranges }) => !arranges)?.outputRange,
    facts: {
      layers: facts,
      parameters: sizeOf(weights),
      trainable: sizeOf(weights.filter(({ trainable }) => trainable)),
    },
  };
}

/** What the conditioning makes of what enters a network. */
function conditioned(
  { conditioning, context: { role } }: NetworkRequest,
  chain: LayerChain,
  input: tfl.SymbolicTensor,
  conditional: boolean,
): tfl.SymbolicTensor {
  if (!conditional || !conditioning.value.input) return input;
  const place = `${role}/conditioning`;
  const what = `conditioning ${conditioning.type} at the input of the ${role}`;
  const x = inPlace(role, input.shape, what, () =>
    conditioning.value.input!(input, chain.contextAt(place, [input])),
  );
  chain.settle(place, conditioning.type, x);
  return x;
}

interface BuiltEntries {
  /** What enters the last layer: of a discriminator the first is its features. */
  readonly inputs: readonly tfl.SymbolicTensor[];
  readonly output: tfl.SymbolicTensor;
  readonly facts: readonly LayerFacts[];
}

/** The layers of the list, one after the other, with what is known of each. */
function buildEntries(
  { context: { role }, registry }: NetworkRequest,
  entries: Entries,
  chain: LayerChain,
  start: tfl.SymbolicTensor,
  labels: tfl.SymbolicTensor | undefined,
): BuiltEntries {
  const { layers: list, preset } = entries;
  const names = new NamedOutputs();
  names.give('input', start);
  if (labels) names.give('labels', labels);
  const placeOf = (index: number) => ({
    path: entries.pathOf(index),
    written: preset === undefined,
  });
  const layers: Layers = { list, below: role, names, placeOf };
  const facts: LayerFacts[] = [];
  let [output, inputs]: [tfl.SymbolicTensor, readonly tfl.SymbolicTensor[]] = [start, [start]];
  let mixes = chain.mixesSamples;
  for (const [index, layer] of list.entries()) {
    const before = output;
    const { path } = placeOf(index);
    chain.mixesSamples = false;
    ({ inputs, output } = inPlace(path, before.shape, `layer ${index} (${layer.type})`, () =>
      chain.step(layers, index, before),
    ));
    if (output.shape.slice(1).some((size) => size === null || !(size > 0))) {
      throw new ShapeError(
        path,
        `Layer ${index} (${layer.type}) of the ${role} turns ${shapeText(inputs[0]!.shape)} into ${shapeText(output.shape)}; every size must be a whole number above 0.`,
      );
    }
    const made = chain.settle(layerName(role, index, layer), layer.type, output);
    const component = registry.get('layer', layer.type);
    const range = guarded({ component: `layer ${layer.type}`, hook: 'outputRange' }, () =>
      component.outputRange?.(layerOptions(component, layer, entries.from) as never),
    );
    facts.push({
      path,
      type: layer.type,
      inputShape: inputs[0]!.shape.slice(1) as number[],
      outputShape: output.shape.slice(1) as number[],
      parameters: chain.summaries.at(-1)!.parameters,
      mixesSamples: chain.mixesSamples,
      outputRange: range,
      arranges: range === undefined && made.every((one) => arranging.has(one.getClassName())),
    });
    mixes ||= chain.mixesSamples;
  }
  names.requireRead();
  chain.mixesSamples = mixes;
  return { inputs, output, facts };
}

/** Those that read what enters the discriminator's last layer. */
function featureReaders({ conditioning, terms }: NetworkRequest, conditional: boolean): readonly string[] {
  const head = conditional && conditioning.value.head ? [`conditioning ${conditioning.type}`] : [];
  const reading = terms.filter(({ value }) => value.heads || value.reads?.includes('features'));
  return [...head, ...reading.map(({ component }) => component)];
}

/** Features are one tensor; of several, somebody would have to choose. */
function requireOneInput(inputs: readonly unknown[], readers: readonly string[], specPath: string): void {
  if (inputs.length <= 1 || readers.length === 0) return;
  throw new ShapeError(
    specPath,
    `The last layer takes ${inputs.length} inputs, and the ${readers.join(' and the ')} reads what enters it, the discriminator's features. Put a layer of one input behind it, as { type: dense, units: 1 }.`,
  );
}

/** The answer with what a conditioning adds to it from the features. */
function headed(
  request: NetworkRequest,
  chain: LayerChain,
  { inputs: [features], output }: BuiltEntries,
  conditional: boolean,
): tfl.SymbolicTensor {
  const { answers, conditioning, context } = request;
  const { exampleShape, role } = context;
  if (role === 'generator' || !conditional || !conditioning.value.head) return output;
  const place = `${role}/conditioning-head`;
  const what = `conditioning ${conditioning.type} at the head of the ${role}`;
  const x = inPlace(role, features!.shape, what, () =>
    conditioning.value.head!(features!, output, chain.contextAt(place, [features!])),
  );
  chain.settle(place, conditioning.type, x);
  checkDiscriminator(x, answers, { specPath: 'conditioning', preset: undefined, exampleShape });
  return x;
}

/** Further outputs of the discriminator: its features where a term reads them, and the terms' heads as `place/name`. */
function askOf(
  { terms }: NetworkRequest,
  features: tfl.SymbolicTensor,
  chain: LayerChain,
): { readonly name: string; readonly output: tfl.SymbolicTensor }[] {
  const wanted = terms.some(({ value }) => value.reads?.includes('features'));
  const heads = terms.flatMap(({ component, place, value }) =>
    Object.entries(value.heads ?? {}).map(([name, head]) => {
      const at = `discriminator/heads/${place}/${name}`;
      const output = inPlace(place, features.shape, `the head "${name}" of the ${component}`, () =>
        head(features, chain.contextAt(at, [features])),
      );
      chain.settle(at, component.slice(component.indexOf(' ') + 1), output);
      return { name: `${place}/${name}`, output };
    }),
  );
  return [...(wanted ? [{ name: 'features', output: features }] : []), ...heads];
}
