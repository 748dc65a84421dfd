import { fill, type Tensor, tidy, type Variable, variable } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { PluginError, ShapeError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type {
  Json,
  NetworkRole,
  Registry,
  WeightContext,
  WeightMemory,
  WeightTransform,
  WeightTransformComponent,
} from '../../plugin/index.js';
import { layerOptions } from '../build/options.js';
import type { WeightInitializer } from './initializers.js';
import type { Weight } from './network.js';
import { type TransformedWeight, type TransformStep, WeightTransforms } from './weight-transforms.js';

/** A list of transforms, and the weights that it is about: those below a place of the network. */
export interface TransformList {
  /** `discriminator`, or a layer's: `discriminator/03-conv`. */
  readonly below: string;
  /** Of the list in the spec, or of the preset that gives it. */
  readonly specPath: string;
  readonly specs: readonly Json[];
}

export interface PlacedTransforms {
  /** All weights: the layers' own, then what transforms keep. */
  readonly weights: readonly Weight[];
  readonly transforms: WeightTransforms;
}

interface Opened {
  readonly list: TransformList;
  readonly index: number;
  readonly type: string;
  readonly applies: (kind: string) => boolean;
  readonly value: WeightTransform;
}

/** Kernels, also a layer's second one. */
const kernel = (kind: string): boolean => /kernel(-\d+)?$/.test(kind);

/**
 * Says for each weight of a network what it is transformed by: the list of the nearest layer around it that has one, else
 * the network's.
 *
 * Errors     ShapeError GANX_SPEC_WEIGHTS for a transform without a weight that it could transform.
 */
export function placeTransforms(
  own: readonly Weight[],
  layerOf: (weight: Weight) => tfl.layers.Layer,
  lists: readonly TransformList[],
  role: NetworkRole,
  registry: Registry,
): PlacedTransforms {
  const opened = lists.map((list) => list.specs.map((spec, index) => open(list, index, spec, registry)));
  const used = new Set<Opened>();
  const transformed: TransformedWeight[] = [];
  const weights: Weight[] = [];
  const kept: Weight[] = [];
  for (const weight of own) {
    const mine = weight.trainable ? nearest(weight.name, lists) : -1;
    const kind = weight.name.slice(weight.name.lastIndexOf('/') + 1);
    const applying = mine < 0 ? [] : opened[mine]!.filter((one) => one.applies(kind));
    let { initializer } = weight;
    const steps: TransformStep[] = [];
    for (const one of applying) {
      used.add(one);
      const { shape } = weight.variable;
      const outputAxis = shape.length - (layerOf(weight).getClassName().includes('Transpose') ? 2 : 1);
      const context: WeightContext = { name: weight.name, kind, shape, role, outputAxis };
      const component = `weight-transform ${one.type}`;
      const deviation = guarded({ component, hook: 'firstDeviation' }, () =>
        one.value.firstDeviation?.(context),
      );
      if (deviation !== undefined) initializer = normal(deviation);
      const beside = keepFor(weight, context, component, one);
      kept.push(...beside.values());
      const memory = Object.fromEntries([...beside].map(([name, { variable }]) => [name, variable]));
      steps.push({ component, value: one.value, context, memory });
    }
    const placed = initializer === weight.initializer ? weight : { ...weight, initializer };
    weights.push(placed);
    if (steps.length > 0) transformed.push({ weight: placed, steps });
  }
  for (const one of opened.flat()) if (!used.has(one)) throw nothingToTransform(one, role);
  return { weights: [...weights, ...kept], transforms: new WeightTransforms(transformed) };
}

function open(list: TransformList, index: number, spec: Json, registry: Registry): Opened {
  const own = (typeof spec === 'string' ? { type: spec } : spec) as { readonly type: string };
  const found = registry.find('weight-transform', own.type)?.component;
  if (!found) {
    throw new PluginError(
      'GANX_PLUGIN_LAYER_UNKNOWN',
      `${list.specPath} names a weight transform "${own.type}", which no plugin defines.`,
    );
  }
  const component: WeightTransformComponent = found;
  const place = { component: `weight-transform ${own.type}`, hook: 'create' };
  const value = guarded(place, () => component.create(layerOptions(component, own, list.specPath) as never));
  return { list, index, type: own.type, value, applies: (kind) => (component.applies ?? kernel)(kind) };
}

/** The innermost list around a weight. */
function nearest(name: string, lists: readonly TransformList[]): number {
  let found = -1;
  for (const [index, { below }] of lists.entries()) {
    const around = name.startsWith(`${below}/`);
    if (around && (found < 0 || below.length > lists[found]!.below.length)) found = index;
  }
  return found;
}

/** What a transform keeps for one weight, by name. */
function keepFor(
  weight: Weight,
  context: WeightContext,
  component: string,
  { type, value }: Opened,
): ReadonlyMap<string, Weight> {
  const declared = guarded({ component, hook: 'memory' }, () => value.memory?.(context)) ?? {};
  return new Map(
    Object.entries(declared).map(([name, { first, shape, trained = false }]) => [
      name,
      {
        name: `${weight.name}/${type.replaceAll('/', '.')}/${name}`,
        variable: empty(shape, trained),
        trainable: trained,
        initializer: firstValues(first, weight.variable),
      },
    ]),
  );
}

function empty(shape: readonly number[], trained: boolean): Variable {
  return tidy(() => variable(fill([...shape], 0, 'float32'), trained));
}

const normal = (deviation: number): WeightInitializer =>
  tfl.initializers.randomNormal({ mean: 0, stddev: deviation }) as unknown as WeightInitializer;

/** Weights are drawn in order, so that what depends on one is drawn after it. */
function firstValues(first: WeightMemory['first'], raw: Variable): WeightInitializer {
  if (first === 'normal') return normal(1);
  return {
    apply: (shape) =>
      typeof first === 'number' ? fill([...shape], first, 'float32') : tidy((): Tensor => first(raw)),
    getClassName: () => 'OfWeightTransform',
  };
}

function nothingToTransform({ index, list, type }: Opened, role: NetworkRole): ShapeError {
  const where = list.below === role ? `the ${role}` : `the layer ${list.below}`;
  return new ShapeError(
    list.specPath.endsWith('weights') ? `${list.specPath}.${index}` : list.specPath,
    `The weight transform "${type}" has nothing to transform in ${where}: no weight there is of a kind that it takes, or each has a list of its own. Delete it, or put it where there are kernels (dense, conv).`,
    undefined,
    'GANX_SPEC_WEIGHTS',
  );
}
