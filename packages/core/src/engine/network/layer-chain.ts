import type * as tfl from '@tensorflow/tfjs-layers';
import type { Compute } from '../../compute.js';
import { PluginError, ShapeError } from '../../errors.js';
import { nameGiven } from '../../experiment/expected-result.js';
import type {
  Json,
  LayerComponent,
  LayerContext,
  LayerSpec,
  NetworkRole,
  RandomSource,
  Registry,
} from '../../plugin/index.js';
import type { LayerSummary } from '../api.js';
import { layerOptions } from '../build/options.js';
import { stepRandom } from '../build/step-random.js';
import { nameLayers } from './layer-names.js';
import { NamedOutputs } from './named-outputs.js';
import type { TransformList } from './place-transforms.js';

/** What all layers of a network are built with. */
export interface ChainFacts {
  readonly role: NetworkRole;
  readonly registry: Registry;
  readonly compute: Compute;
  /** Streams that layers draw from at the moment. */
  readonly random: () => RandomSource;
  /** What enters the network. */
  readonly input: tfl.SymbolicTensor;
  /** One-hot labels, where the network is told them. */
  readonly labels: tfl.SymbolicTensor | undefined;
  readonly classes: number | undefined;
  /** What names the layers: `The list generator.layers`. */
  readonly from: string;
}

/** Where a layer stands in the spec. */
export interface LayerPlace {
  readonly path: string;
  /** Its own options stand below the path, as they do not of a preset's layers and of nested ones. */
  readonly written: boolean;
}

/** A list of layers that is gone through. */
export interface Layers {
  readonly list: readonly LayerSpec[];
  /** What their names stand below: `generator`, `generator/03-residual/body`. */
  readonly below: string;
  readonly names: NamedOutputs;
  placeOf(index: number): LayerPlace;
}

/** What one layer took and made. */
export interface Applied {
  readonly inputs: readonly tfl.SymbolicTensor[];
  readonly output: tfl.SymbolicTensor;
}

/** Builds the layers of one network one after the other, and keeps what is known of them. */
export class LayerChain {
  readonly transformed: TransformList[] = [];
  readonly summaries: LayerSummary[] = [];
  /** Some layer since it was last put to false looks at several samples at once. */
  mixesSamples = false;
  /** All layers that are reached by now. */
  readonly known: Set<tfl.layers.Layer>;

  constructor(private readonly facts: ChainFacts) {
    this.known = new Set([facts.input.sourceLayer]);
  }

  /** Builds a layer of the list on what those before it made. */
  step({ below, list, names, placeOf }: Layers, index: number, before: tfl.SymbolicTensor): Applied {
    const { from, registry } = this.facts;
    const layer = list[index]!;
    if (index > 0 && layer.from !== undefined) requireNamed(list[index - 1]!, placeOf(index - 1), layer);
    const component = registry.find('layer', layer.type)?.component;
    if (!component) {
      throw new PluginError(
        'GANX_PLUGIN_LAYER_UNKNOWN',
        `${from} names a layer "${layer.type}", which no plugin defines.`,
      );
    }
    const place = placeOf(index);
    const inputs = inputsOf(component, layer, before, names, optionAt(place, 'from'));
    const name = layerName(below, index, layer);
    if (layer.weights)
      this.transformed.push({
        below: name,
        specPath: optionAt(place, 'weights'),
        specs: layer.weights as readonly Json[],
      });
    const options = layerOptions(component, layer, from) as never;
    const made = component.create(options, this.contextAt(name, inputs, { names, place }));
    this.mixesSamples ||= component.mixesSamples ?? false;
    const output = passed(made, layer, name, inputs[0]);
    if (layer.as !== undefined) names.give(layer.as as string, output, optionAt(place, 'as'));
    return { inputs, output };
  }

  /** @param around the layer whose nested lists may read names. */
  contextAt(
    name: string,
    inputs: readonly [tfl.SymbolicTensor, ...tfl.SymbolicTensor[]],
    around?: { readonly names: NamedOutputs; readonly place: LayerPlace },
  ): LayerContext {
    const { classes, compute, labels, random, role } = this.facts;
    return {
      name,
      role,
      inputs,
      inputShape: inputs[0].shape.slice(1) as number[],
      ...(labels === undefined ? {} : { labels: { input: labels, classes: classes! } }),
      ...(classes === undefined ? {} : { classes }),
      random: stepRandom(compute, random, `layer/${name}`),
      build: (list, start, part) => {
        const names = new NamedOutputs(around?.names);
        const placeOf = () => ({ path: around?.place.path ?? role, written: false });
        const layers = { list, below: `${name}/${part}`, names, placeOf };
        const end = list.reduce((x, _, index) => this.step(layers, index, x).output, start);
        names.requireRead();
        return end;
      },
    };
  }

  /** Adds what was built at `place` to the summary. */
  settle(place: string, type: string, x: tfl.SymbolicTensor): tfl.layers.Layer[] {
    const layers = nameLayers(x, place, this.known).filter((layer) => layer.getClassName() !== 'InputLayer');
    this.summaries.push({
      name: place,
      type,
      outputShape: x.shape.slice(1) as number[],
      parameters: layers.reduce((sum, layer) => sum + layer.countParams(), 0),
    });
    return layers;
  }
}

/** `generator/03-conv-transpose`. */
export const layerName = (below: string, index: number, { type }: LayerSpec): string =>
  `${below}/${String(index).padStart(2, '0')}-${type.replaceAll('/', '.')}`;

const optionAt = ({ path, written }: LayerPlace, option: string): string =>
  written ? `${path}.${option}` : path;

/** What enters a layer: what stands before it, or what it names. */
function inputsOf(
  component: LayerComponent,
  layer: LayerSpec,
  before: tfl.SymbolicTensor,
  names: NamedOutputs,
  specPath: string,
): readonly [tfl.SymbolicTensor, ...tfl.SymbolicTensor[]] {
  const wanted = layer.from === undefined ? undefined : ([layer.from].flat() as readonly string[]);
  const [first, ...others] = wanted?.map((name) => names.read(name, specPath)) ?? [before];
  const refuse = (message: string) => new ShapeError(specPath, message, undefined, 'GANX_SPEC_LAYER_NAME');
  if (component.takesSeveral && others.length === 0) {
    throw refuse(
      `The layer "${layer.type}" takes several inputs, but has one. Name them, as in from: [input, other], where a layer above has as: other.`,
    );
  }
  if (!component.takesSeveral && others.length > 0) {
    throw refuse(
      `The layer "${layer.type}" takes one input, but "from" names ${wanted!.length}. Join them first, as in { type: join, from: [${wanted!.join(', ')}] }.`,
    );
  }
  return [first!, ...others];
}

/** What stands before a layer that begins elsewhere would be lost without a name. */
function requireNamed(before: LayerSpec, { path }: LayerPlace, { from }: LayerSpec): void {
  if (before.as !== undefined) return;
  throw new ShapeError(
    path,
    `Nothing reads what this layer (${before.type}) makes: the next one begins at ${[from].flat().join(', ')}. Name it with "as" and read it, or leave it out.`,
    undefined,
    'GANX_SPEC_LAYER_NAME',
  );
}

/** What a component made, applied. */
function passed(
  made: ReturnType<LayerComponent['create']>,
  { type }: LayerSpec,
  name: string,
  x: tfl.SymbolicTensor,
): tfl.SymbolicTensor {
  if (typeof made === 'function') return made(x);
  if (typeof (made as Partial<tfl.layers.Layer> | undefined)?.apply !== 'function') {
    throw new PluginError(
      'GANX_PLUGIN_RESULT',
      `The layer ${type} gave ${nameGiven(made)} from its hook "create", but a layer of TensorFlow.js, or a function of one symbolic tensor, is expected.`,
      { place: { component: `layer ${type}`, hook: 'create' } },
    );
  }
  made.name = name;
  return made.apply(x) as tfl.SymbolicTensor;
}
