import type {
  LayerComponent,
  LayerContext,
  LayerSpec,
  NetworkRole,
  Registry,
  StepRandom,
} from '@ganx/core/plugin';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { input, type LayersModel, model, type SymbolicTensor, layers as tfl } from '@tensorflow/tfjs-layers';
import { resolveOptions } from './options.js';
import { patternTensor } from './slopes.js';

export interface LayerModelRequest {
  readonly registry: Registry;
  readonly random: StepRandom;
  /** Without the batch axis. */
  readonly inputShape: readonly number[];
  readonly role?: NetworkRole;
  /** Classes of the labels that the layers may use; left out: none. */
  readonly classes?: number;
  /** Before the layers, as a conditioning does it. */
  readonly before?: (x: SymbolicTensor, context: LayerContext) => SymbolicTensor;
}

/** Layers as a network on its own, the way the engine builds them: named by place, nested ones below. */
export interface LayerModel {
  readonly model: LayersModel;
  /** The TensorFlow.js layer, where the one component made exactly one. */
  readonly layer: tfl.Layer | undefined;
  /** Calls the network. Examples [B,...inputShape] and, if it takes them, one-hot labels. */
  call(x: Tensor, training: boolean): Tensor;
}

/** Another input than the one that there is, of the same shape: a layer of several must tell them apart. */
const bent = (x: SymbolicTensor, name: string): SymbolicTensor =>
  tfl.activation({ name: `${name}/other-input`, activation: 'tanh' }).apply(x) as SymbolicTensor;

let models = 0;

export function buildLayers(specs: readonly LayerSpec[], request: LayerModelRequest): LayerModel {
  const { registry, random, inputShape, role = 'discriminator', classes } = request;
  // Names are unique in the process, so that variables of two models never meet.
  const root = `testkit-${++models}`;
  const x = input({ shape: [...inputShape], name: `${root}/examples` });
  const labels = classes === undefined ? undefined : input({ shape: [classes], name: `${root}/labels` });
  let single: tfl.Layer | undefined;
  const contextAt = (name: string, at: SymbolicTensor, inputs = [at]): LayerContext => ({
    name,
    role,
    inputs,
    inputShape: at.shape.slice(1) as number[],
    ...(labels && { labels: { input: labels, classes: classes! }, classes: classes! }),
    random,
    build: (nested, start, part) => apply(nested, start, `${name}/${part}`),
  });
  const apply = (list: readonly LayerSpec[], start: SymbolicTensor, below: string): SymbolicTensor =>
    list.reduce((at, spec, index) => {
      const component: LayerComponent = registry.get('layer', spec.type);
      const name = `${below}/${String(index).padStart(2, '0')}-${spec.type}`;
      const context = contextAt(name, at, component.takesSeveral ? [at, bent(at, name)] : [at]);
      const made = component.create(resolveOptions(component, spec, registry), context);
      if (typeof made === 'function') return made(at);
      if (specs.length === 1 && list === specs) single = made;
      return made.apply(at) as SymbolicTensor;
    }, start);
  const entered = request.before ? request.before(x, contextAt(`${root}/conditioning`, x)) : x;
  const outputs = apply(specs, entered, root);
  const usesLabels = labels !== undefined && reaches(outputs, labels);
  const built = model({ inputs: usesLabels ? [x, labels] : x, outputs, name: root });
  for (const [index, weight] of built.trainableWeights.entries()) {
    const values = patternTensor(weight.shape as number[], 0.5, 0.3 + index);
    weight.write(values);
    values.dispose();
  }
  return {
    model: built,
    layer: single,
    call(examples, training) {
      const batch = examples.shape[0]!;
      const inputs = usesLabels ? [examples, oneHots(batch, classes!)] : examples;
      return built.apply(inputs, { training }) as Tensor;
    },
  };
}

/** Classes 0, 1, 2, ... in turn, as one-hot rows. */
export function oneHots(batch: number, classes: number): Tensor {
  const rows = Array.from({ length: batch }, (_, b) =>
    Array.from({ length: classes }, (_, c) => (b % classes === c ? 1 : 0)),
  );
  return tensor2d(rows, [batch, classes]);
}

function reaches(from: SymbolicTensor, wanted: SymbolicTensor): boolean {
  const seen = new Set<SymbolicTensor>();
  const visit = (at: SymbolicTensor): boolean => {
    if (at === wanted) return true;
    if (seen.has(at)) return false;
    seen.add(at);
    return at.inputs.some(visit);
  };
  return visit(from);
}
