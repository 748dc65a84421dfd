import {
  type AnyComponent,
  atStart,
  type ComponentKind,
  type DatasetInfo,
  frameworkOptions,
  type LayerSpec,
  numbersAt,
} from '@ganx/core/plugin';
import type { ComponentSpec, ExperimentSpec } from '@ganx/core/spec';
import { type CheckContext, examplesOf } from '../check.js';
import { Finding } from '../fault.js';
import { inputShapeOf } from '../layer-checks.js';
import { openOptimizer } from '../optimizer-checks.js';
import { completeOptions, resolveOptions } from '../options.js';
import { length, stageSpec } from './rehearse.js';
import { stageData } from './stage-plugin.js';

/** Kinds that take part in a training and whose part can be rehearsed. */
const rehearsed = new Set<ComponentKind>([
  'augmentation',
  'balance',
  'callback',
  'conditioning',
  'layer',
  'logger',
  'loss',
  'metric',
  'optimizer',
  'regularizer',
  'stopping-rule',
  'weight-transform',
]);

/** Kinds whose options decide what state they have: all their examples are rehearsed, of the others the first. */
const stateful = new Set<ComponentKind>(['balance', 'callback', 'logger', 'metric', 'stopping-rule']);

/** The examples to rehearse. */
export function examplesToRehearse(component: AnyComponent, context: CheckContext): readonly LayerSpec[] {
  if (!rehearsed.has(component.kind)) return [];
  const examples = examplesOf(component, context);
  return stateful.has(component.kind) ? examples : examples.slice(0, 1);
}

/** A small experiment in which an example of the component plays its part, and the same one without it, if that can be. */
export function partOf(
  component: AnyComponent,
  example: LayerSpec,
  context: CheckContext,
): { readonly spec: ExperimentSpec; readonly without: ExperimentSpec | undefined } {
  const own = resolved(component, example, context);
  const conditional = component.needs?.some((need) => need === 'conditioning');
  const { shape, classes } = dataFor(component, own, context);
  const conditioning = conditional ? { conditioning: { type: 'stage/labels' } } : {};
  const without = stageSpec(shape, classes, conditioning);
  const spec = { ...without, ...changes(component, own, without, context) };
  const watches = ['callback', 'logger', 'metric'].includes(component.kind);
  return { spec, without: watches ? without : undefined };
}

/** With the defaults of its own options; of the framework's, often enough for a short training. */
function resolved(component: AnyComponent, example: LayerSpec, { registry }: CheckContext): ComponentSpec {
  const options = completeOptions(component, example, registry);
  const every = frameworkOptions[component.kind]?.every
    ? { every: component.kind === 'regularizer' ? 2 : 1 }
    : {};
  return { type: example.type, ...options, ...every };
}

function changes(
  component: AnyComponent,
  own: ComponentSpec,
  spec: ExperimentSpec,
  { registry }: CheckContext,
): Partial<ExperimentSpec> {
  const timed = own as ComponentSpec & { readonly every: number };
  switch (component.kind) {
    case 'augmentation':
      return { data: { ...spec.data, augment: [own] } };
    case 'balance':
      return { balance: own };
    case 'callback':
      return { callbacks: [timed] };
    case 'conditioning':
      return { conditioning: own };
    case 'layer': {
      const { layers } = spec.discriminator as { readonly layers: readonly LayerSpec[] };
      const first = component.takesSeveral ? { ...own, from: ['input', 'input'] } : own;
      return { discriminator: { layers: [first, ...layers] } };
    }
    case 'logger':
      return { logging: [...spec.logging, timed] };
    case 'loss': {
      const made = component.create(resolveOptions(component, own, registry));
      return { loss: own, ...(made.scoreOf && { discriminator: rebuilder(spec) }) };
    }
    case 'metric':
      return { metrics: [timed] };
    case 'optimizer': {
      const made = openOptimizer(component, resolveOptions(component, own, registry), registry);
      const moves = made.scalars(1, 1, numbersAt(atStart)).learningRate !== undefined;
      const acting = moves ? own : { type: 'stage/descent', behind: own };
      return { optimizers: { generator: acting, discriminator: acting } };
    }
    case 'regularizer':
      return { regularizers: [timed] };
    case 'stopping-rule': {
      const options = resolveOptions(component, own, registry);
      const monitored = component.monitors?.(options) ?? [];
      return {
        metrics: monitored.map((name) => ({ type: 'stage/stand-in', name, every: 1 })),
        stop: { any: [own, { type: 'stage/iterations', max: length }] },
      };
    }
    case 'weight-transform': {
      const both = (['generator', 'discriminator'] as const).map((role) => [
        role,
        { ...spec[role], weights: [own] },
      ]);
      return Object.fromEntries(both) as Partial<ExperimentSpec>;
    }
    default:
      return {};
  }
}

/** A discriminator that answers with an example: as the stage's, ended like the generator. */
function rebuilder({ discriminator, generator }: ExperimentSpec): ExperimentSpec['discriminator'] {
  const layersOf = (network: ExperimentSpec['generator']) =>
    (network as { readonly layers: readonly LayerSpec[] }).layers;
  return { layers: [...layersOf(discriminator).slice(0, -1), ...layersOf(generator).slice(1)] };
}

/** What the stage's data can be: shape and classes, points and images of usual sizes. */
const settings = [
  { shape: [2], classes: 3 },
  { shape: [8, 8, 1], classes: 3 },
  { shape: [28, 28, 1], classes: 10 },
  { shape: [32, 32, 3], classes: 10 },
] as const;

/** The first data that the component can work on, as a spec's check would find it. */
function dataFor(component: AnyComponent, own: ComponentSpec, context: CheckContext) {
  if (component.kind === 'layer') return { shape: inputShapeOf(component, own, context), classes: 3 };
  const fitting = settings.find(
    ({ shape, classes }) =>
      !(component.needs?.includes('images') && shape.length !== 3) &&
      !(component.needs?.includes('mixture') && shape.length !== 1) &&
      extractorsOf(component, own, context).every((extractor) => extractor.accepts(shape) === true) &&
      fits(component, own, stageData(shape, classes), context),
  );
  if (fitting) return fitting;
  const tried = settings.map(({ shape, classes }) => `[${shape.join(',')}] in ${classes} classes`).join(', ');
  throw new Finding(
    `${JSON.stringify(own)} fits none of the data tried: ${tried}. Name other examples in hints: { '${component.kind} ${component.type}': { examples: [...] } }.`,
  );
}

function extractorsOf(component: AnyComponent, own: ComponentSpec, { registry }: CheckContext) {
  return Object.entries(component.options?.properties ?? {})
    .filter(([name, property]) => property['x-ganx-component'] === 'feature-extractor' && own[name])
    .map(([name]) => registry.get('feature-extractor', (own[name] as { readonly type: string }).type));
}

function fits(
  component: AnyComponent,
  own: ComponentSpec,
  info: DatasetInfo,
  { registry }: CheckContext,
): boolean {
  if (component.kind !== 'metric' || !component.fits) return true;
  const options = resolveOptions(component, own, registry);
  const extractor = (type: string) => registry.get('feature-extractor', type);
  const conditional = (component.needs ?? []).includes('conditioning');
  return component.fits(options, { info, conditional, extractor }) === undefined;
}
