import type { Variable } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Compute } from '../../compute.js';
import { GanxError, OptionsError, PluginError, ShapeError } from '../../errors.js';
import { nameGiven } from '../../experiment/expected-result.js';
import { guarded } from '../../experiment/guard.js';
import type {
  Conditioning,
  Json,
  LayerComponent,
  LayerContext,
  LayerFacts,
  LayerSpec,
  NetworkContext,
  NetworkRole,
  RandomSource,
  Registry,
  Term,
} from '../../plugin/index.js';
import { ownOptions } from '../../spec/component-schema.js';
import type { ComponentSpec, NetworkSpec } from '../../spec/types.js';
import type { LayerSummary } from '../api.js';
import { layerOptions } from '../build/options.js';
import { stepRandom } from '../build/step-random.js';
import type { Named } from '../step/parts.js';
import { declaredInitializer, withDeclaredInitializers } from './initializers.js';
import { nameLayers, weightNames } from './layer-names.js';
import { NamedOutputs } from './named-outputs.js';
import type { Network, Weight } from './network.js';
import { placeTransforms, type TransformList } from './place-transforms.js';

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

/** TensorFlow.js runs out of stack somewhere above 4,000 layers, in code that other calls may lie below. */
const mostLayers = 2000;

/**
 * A network from the spec's layers or preset, as an ordinary TensorFlow.js model whose weights are blank: they have
 * shapes and take no memory. `fillBlank` makes them weights that can be computed with.
 */
export function draftNetwork(request: NetworkRequest): Network {
  return withDeclaredInitializers(() => build(request));
}

function build(request: NetworkRequest): Network {
  const { spec, context, registry, conditioning, compute, random } = request;
  const { role } = context;
  const generator = role === 'generator';
  const { entries, preset } = entriesOf(spec, context, registry);
  const specPath = (index: number) => (preset === undefined ? `${role}.layers.${index}` : role);
  const from = preset === undefined ? `The list ${role}.layers` : `The network ${preset}`;

  const input = tfl.input({
    shape: generator ? [context.latentSize] : [...context.exampleShape],
    name: `${role}/${generator ? 'latents' : 'examples'}`,
  });
  const reads = conditioning.value.reads?.includes(role) ?? true;
  const conditional = conditioning.value.conditional && context.classes !== undefined && reads;
  const labels = conditional ? tfl.input({ shape: [context.classes!], name: `${role}/labels` }) : undefined;
  const known = new Set<tfl.layers.Layer>([input.sourceLayer]);
  const summaries: LayerSummary[] = [];
  const transformed: TransformList[] = [];
  const { weights: ofNetwork } = spec as { readonly weights?: readonly Json[] };
  if (ofNetwork) transformed.push({ below: role, specPath: `${role}.weights`, specs: ofNetwork });
  const facts: LayerFacts[] = [];
  let mixesSamples = false;

  /** Of the entry of the list that is being built. */
  let specPathNow = role as string;
  const contextAt = (
    name: string,
    x: tfl.SymbolicTensor,
    names = new NamedOutputs(),
    inputs: readonly tfl.SymbolicTensor[] = [x],
  ): LayerContext => ({
    name,
    role,
    inputs,
    inputShape: x.shape.slice(1) as number[],
    ...(labels === undefined ? {} : { labels: { input: labels, classes: context.classes! } }),
    ...(context.classes === undefined ? {} : { classes: context.classes }),
    random: stepRandom(compute, random, `layer/${name}`),
    build(nested, start, part) {
      const within = new NamedOutputs(names);
      const end = nested.reduce(
        (y, layer, index) => apply(layer, index, `${name}/${part}`, y, within),
        start,
      );
      within.requireRead();
      return end;
    },
  });
  const apply = (
    layer: LayerSpec,
    index: number,
    below: string,
    before: tfl.SymbolicTensor,
    names: NamedOutputs,
  ): tfl.SymbolicTensor => {
    const component = registry.find('layer', layer.type)?.component;
    if (!component) {
      throw new PluginError(
        'GANX_PLUGIN_LAYER_UNKNOWN',
        `${from} names a layer "${layer.type}", which no plugin defines.`,
      );
    }
    const place = `${below}/${String(index).padStart(2, '0')}-${layer.type.replaceAll('/', '.')}`;
    const top = below === role && preset === undefined;
    const [x, inputs] = inputsOf(component, layer, before, names, top ? `${specPathNow}.from` : specPathNow);
    if (layer.weights) {
      const specPath = top ? `${specPathNow}.weights` : specPathNow;
      transformed.push({ below: place, specPath, specs: layer.weights as readonly Json[] });
    }
    const options = layerOptions(component, layer, from) as never;
    const made = component.create(options, contextAt(place, x, names, inputs));
    mixesSamples ||= component.mixesSamples ?? false;
    const output = passed(made, layer, place, x);
    if (layer.as !== undefined)
      names.give(layer.as as string, output, top ? `${specPathNow}.as` : specPathNow);
    return output;
  };
  const passed = (
    made: ReturnType<LayerComponent['create']>,
    layer: LayerSpec,
    place: string,
    x: tfl.SymbolicTensor,
  ): tfl.SymbolicTensor => {
    if (typeof made === 'function') return made(x);
    if (typeof (made as Partial<tfl.layers.Layer> | undefined)?.apply !== 'function') {
      throw new PluginError(
        'GANX_PLUGIN_RESULT',
        `The layer ${layer.type} gave ${nameGiven(made)} from its hook "create", but a layer of TensorFlow.js, or a function of one symbolic tensor, is expected.`,
        { place: { component: `layer ${layer.type}`, hook: 'create' } },
      );
    }
    made.name = place;
    return made.apply(x) as tfl.SymbolicTensor;
  };
  /** Adds what was built at `place` to the summary. */
  const settle = (place: string, type: string, x: tfl.SymbolicTensor): tfl.layers.Layer[] => {
    const layers = nameLayers(x, place, known).filter((layer) => layer.getClassName() !== 'InputLayer');
    summaries.push({
      name: place,
      type,
      outputShape: x.shape.slice(1) as number[],
      parameters: layers.reduce((sum, layer) => sum + layer.countParams(), 0),
    });
    return layers;
  };

  let x = input;
  const component = `conditioning ${conditioning.type}`;
  if (conditional && conditioning.value.input) {
    const place = `${role}/conditioning`;
    const before = x;
    x = inPlace(role, before.shape, `${component} at the input of the ${role}`, () =>
      conditioning.value.input!(before, contextAt(place, before)),
    );
    settle(place, conditioning.type, x);
  }
  const names = new NamedOutputs();
  names.give('input', x);
  if (labels) names.give('labels', labels);
  let features = x;
  for (const [index, layer] of entries.entries()) {
    features = x;
    if (index > 0 && layer.from !== undefined) requireNamed(entries[index - 1]!, specPath(index - 1), layer);
    specPathNow = specPath(index);
    const mixedBefore: boolean = mixesSamples;
    mixesSamples = false;
    x = inPlace(specPath(index), features.shape, `layer ${index} (${layer.type})`, () =>
      apply(layer, index, role, features, names),
    );
    const [first] = [layer.from ?? []].flat() as readonly string[];
    if (first !== undefined) features = names.read(first, specPath(index));
    const name = `${role}/${String(index).padStart(2, '0')}-${layer.type.replaceAll('/', '.')}`;
    if (x.shape.slice(1).some((size) => size === null || !(size > 0))) {
      throw new ShapeError(
        specPath(index),
        `Layer ${index} (${layer.type}) of the ${role} turns ${shapeText(features.shape)} into ${shapeText(x.shape)}; every size must be a whole number above 0.`,
      );
    }
    const layers = settle(name, layer.type, x);
    const found = registry.get('layer', layer.type);
    const range = guarded({ component: `layer ${layer.type}`, hook: 'outputRange' }, () =>
      found.outputRange?.(layerOptions(found, layer, from) as never),
    );
    facts.push({
      path: specPath(index),
      type: layer.type,
      inputShape: features.shape.slice(1) as number[],
      outputShape: x.shape.slice(1) as number[],
      parameters: summaries.at(-1)!.parameters,
      mixesSamples,
      outputRange: range,
      arranges: range === undefined && layers.every((made) => arranging.has(made.getClassName())),
    });
    mixesSamples ||= mixedBefore;
  }
  names.requireRead();
  const last = entries.length - 1;
  if (generator) checkGenerator(x, context.exampleShape, specPath(last), preset);
  else checkDiscriminator(x, request, specPath(last), preset);
  if (!generator && conditional && conditioning.value.head) {
    const score = x;
    const place = `${role}/conditioning-head`;
    x = inPlace(role, features.shape, `${component} at the head of the ${role}`, () =>
      conditioning.value.head!(features, score, contextAt(place, features)),
    );
    settle(place, conditioning.type, x);
    checkDiscriminator(x, request, 'conditioning', undefined);
  }
  if (labels && !known.has(labels.sourceLayer)) {
    throw new ShapeError(
      role,
      `The conditioning "${conditioning.type}" gives labels to the ${role}, but nothing in it reads them. Add a layer that takes the labels in, or set conditioning: none.`,
      undefined,
      'GANX_SPEC_LABELS_UNUSED',
    );
  }

  const inputs = labels ? [input, labels] : input;
  const model = tfl.model({ inputs, outputs: x, name: role });
  const asked = generator ? [] : askOf(request, features, contextAt, settle);
  const wide =
    asked.length === 0
      ? undefined
      : tfl.model({ inputs, outputs: [x, ...asked.map(({ output }) => output)], name: `${role}-asked` });
  const { weights, transforms } = transformWeights(wide ?? model, transformed, role, registry);
  const sizeOf = (some: readonly Weight[]) => some.reduce((sum, { variable }) => sum + variable.size, 0);
  return {
    role,
    model,
    conditional,
    ...(wide && { asked: { model: wide, names: asked.map(({ name }) => name) } }),
    layers: summaries,
    weights,
    transforms,
    mixesSamples,
    outputRange: facts.findLast(({ arranges }) => !arranges)?.outputRange,
    facts: {
      layers: facts,
      parameters: sizeOf(weights),
      trainable: sizeOf(weights.filter(({ trainable }) => trainable)),
    },
  };
}

/** What enters a layer: what stands before it, or what it names. */
function inputsOf(
  component: LayerComponent,
  layer: LayerSpec,
  before: tfl.SymbolicTensor,
  names: NamedOutputs,
  specPath: string,
): readonly [first: tfl.SymbolicTensor, all: readonly tfl.SymbolicTensor[]] {
  const wanted = layer.from === undefined ? undefined : ([layer.from].flat() as readonly string[]);
  const all = wanted?.map((name) => names.read(name, specPath)) ?? [before];
  const refuse = (message: string) => new ShapeError(specPath, message, undefined, 'GANX_SPEC_LAYER_NAME');
  if (component.takesSeveral) {
    if (all.length > 1) return [all[0]!, all];
    throw refuse(
      `The layer "${layer.type}" takes several inputs, but has one. Name them, as in from: [input, other], where a layer above has as: other.`,
    );
  }
  if (all.length === 1) return [all[0]!, all];
  throw refuse(
    `The layer "${layer.type}" takes one input, but "from" names ${all.length}. Join them first, as in { type: join, from: [${wanted!.join(', ')}] }.`,
  );
}

/** What stands before a layer that begins elsewhere would be lost without a name. */
function requireNamed(before: LayerSpec, specPath: string, { from }: LayerSpec): void {
  if (before.as !== undefined) return;
  throw new ShapeError(
    specPath,
    `Nothing reads what this layer (${before.type}) makes: the next one begins at ${[from].flat().join(', ')}. Name it with "as" and read it, or leave it out.`,
    undefined,
    'GANX_SPEC_LAYER_NAME',
  );
}

/** Further outputs of the discriminator: its features where a term reads them, and the terms' heads as `place/name`. */
function askOf(
  { terms }: NetworkRequest,
  features: tfl.SymbolicTensor,
  contextAt: (name: string, x: tfl.SymbolicTensor) => LayerContext,
  settle: (place: string, type: string, x: tfl.SymbolicTensor) => void,
): { readonly name: string; readonly output: tfl.SymbolicTensor }[] {
  const wanted = terms.some(({ value }) => value.reads?.includes('features'));
  const heads = terms.flatMap(({ component, place, value }) =>
    Object.entries(value.heads ?? {}).map(([name, head]) => {
      const at = `discriminator/heads/${place}/${name}`;
      const output = inPlace(place, features.shape, `the head "${name}" of the ${component}`, () =>
        head(features, contextAt(at, features)),
      );
      settle(at, component.slice(component.indexOf(' ') + 1), output);
      return { name: `${place}/${name}`, output };
    }),
  );
  return [...(wanted ? [{ name: 'features', output: features }] : []), ...heads];
}

function entriesOf(
  spec: NetworkSpec,
  context: NetworkContext,
  registry: Registry,
): { entries: readonly LayerSpec[]; preset: string | undefined } {
  const { role } = context;
  const written = !('type' in spec);
  let entries: readonly LayerSpec[];
  if (written) {
    entries = (spec as { layers: readonly LayerSpec[] }).layers;
  } else {
    const preset = spec as ComponentSpec;
    const component = registry.get('network', preset.type);
    if (!component.roles.includes(role)) {
      throw new ShapeError(
        role,
        `The preset "${preset.type}" can be the ${component.roles.join(' or ')}, not the ${role}.`,
        undefined,
        'GANX_SPEC_NETWORK_ROLE',
      );
    }
    try {
      entries = component.layers(ownOptions('network', preset), context);
    } catch (cause) {
      throw asShapeError(
        cause,
        role,
        `The preset "${preset.type}" cannot make a ${role} for this experiment`,
      );
    }
  }
  if (entries.length === 0) throw new ShapeError(role, `The ${role} has no layers.`);
  if (entries.length > mostLayers)
    throw new ShapeError(
      role,
      `The ${role} has ${entries.length} layers, and a network has at most ${mostLayers}: TensorFlow.js puts them in order by calls inside calls. Leave some out.`,
    );
  return { entries, preset: written ? undefined : `preset "${(spec as ComponentSpec).type}"` };
}

function checkGenerator(
  x: tfl.SymbolicTensor,
  shape: readonly number[],
  specPath: string,
  preset: string | undefined,
) {
  const made = x.shape.slice(1) as number[];
  if (made.length === shape.length && made.every((size, axis) => size === shape[axis])) return;
  const elements = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  const advice =
    elements(made) === elements(shape)
      ? `Add a last layer { type: reshape, shape: [${shape.join(', ')}] }.`
      : `That is ${elements(made)} values per example where ${elements(shape)} are needed.`;
  throw new ShapeError(
    specPath,
    `The generator${preset ? ` (${preset})` : ''} ends in ${shapeText(x.shape)}, but the data's examples are ${shapeText([null, ...shape])}. ${advice}`,
  );
}

function checkDiscriminator(
  x: tfl.SymbolicTensor,
  { answers, context }: Pick<NetworkRequest, 'answers' | 'context'>,
  specPath: string,
  preset: string | undefined,
) {
  const { exampleShape } = context;
  const made = x.shape.slice(1);
  const ends = `The discriminator${preset ? ` (${preset})` : ''} ends in ${shapeText(x.shape)}`;
  if (answers === 'examples') {
    if (made.join() === exampleShape.join()) return;
    throw new ShapeError(
      specPath,
      `${ends}; with this loss it must answer with an example, ${shapeText([null, ...exampleShape])}. End it like the generator.`,
    );
  }
  if (made.at(-1) === 1 && (made.length === 1 || made.length === 3)) return;
  const advice =
    x.shape.length > 2
      ? 'Add { type: flatten } and { type: dense, units: 1 }, or a last convolution with filters: 1 to score places.'
      : 'Add a last layer { type: dense, units: 1 }.';
  throw new ShapeError(
    specPath,
    `${ends}; it must end in one score per example, [B,1], or one per place, [B,h,w,1]. ${advice}`,
  );
}

/** What `make` throws, as an error at that place of the spec. */
function inPlace<T>(specPath: string, inputShape: tfl.Shape, what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    throw asShapeError(cause, specPath, `At ${what} with an input of ${shapeText(inputShape)}`);
  }
}

/**
 * Refusals of TensorFlow.js's layers and of plugins are plain errors about shapes; the error classes that only a
 * programming mistake raises are the plugin's fault instead.
 */
function asShapeError(cause: unknown, specPath: string, what: string): GanxError {
  if (cause instanceof OptionsError) {
    return new ShapeError(`${specPath}.${cause.option}`, `${what}: ${cause.message}`, { cause }, cause.code);
  }
  if (cause instanceof GanxError) return cause;
  if (cause instanceof TypeError || cause instanceof ReferenceError || cause instanceof SyntaxError) {
    return new PluginError('GANX_PLUGIN_THREW', `${what}: ${cause.name}: ${cause.message}`, { cause });
  }
  return new ShapeError(specPath, `${what}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
}

/** `[B,28,28,1]`. */
export function shapeText(shape: readonly (number | null)[]): string {
  return `[${['B', ...shape.slice(1).map((size) => size ?? '?')].join(',')}]`;
}

function transformWeights(
  model: tfl.LayersModel,
  lists: readonly TransformList[],
  role: NetworkRole,
  registry: Registry,
) {
  const layers = new Map<Weight, tfl.layers.Layer>();
  const weights = weightsOf(model, layers);
  return placeTransforms(weights, (weight) => layers.get(weight)!, lists, role, registry);
}

/** @param layers is told which layer each weight is of. */
function weightsOf(model: tfl.LayersModel, layers: Map<Weight, tfl.layers.Layer>): Weight[] {
  const weights: Weight[] = [];
  for (const layer of model.layers) {
    const trainable = new Set(layer.trainableWeights);
    for (const [weight, name] of weightNames(layer)) {
      const initializer = declaredInitializer(weight);
      if (!initializer) {
        throw new PluginError(
          'GANX_PLUGIN_LAYER_WEIGHT',
          `The layer at ${layer.name} makes the weight "${name}" by itself. Weights must be added with addWeight, so that their first values come from the experiment's seed.`,
          { place: { component: `layer ${layer.name}` } },
        );
      }
      const variable = weight.read() as Variable;
      const made: Weight = {
        name,
        variable,
        trainable: trainable.has(weight),
        initializer,
        bound: weight,
      };
      weights.push(made);
      layers.set(made, layer);
    }
  }
  return weights;
}
