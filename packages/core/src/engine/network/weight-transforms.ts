import { type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';
import type { LayerVariable } from '@tensorflow/tfjs-layers';
import { PluginError } from '../../errors.js';
import { guarded } from '../../experiment/guard.js';
import type { WeightContext, WeightTransform } from '../../plugin/index.js';
import type { Named } from '../step/parts.js';
import type { Weight } from './network.js';

/** One transform of one weight. */
export interface TransformStep extends Named<WeightTransform> {
  readonly context: WeightContext;
  readonly memory: Readonly<Record<string, Variable>>;
}

/** A weight with what it passes through on its way to its layer, in order. */
export interface TransformedWeight {
  readonly weight: Weight;
  readonly steps: readonly TransformStep[];
}

type Values = ReadonlyMap<Weight, Tensor>;

/** What a network's layers compute with in place of the numbers that are trained. */
export class WeightTransforms {
  #transformed: readonly TransformedWeight[];

  constructor(transformed: readonly TransformedWeight[]) {
    this.#transformed = transformed;
  }

  /**
   * Runs `work` with all weights transformed. They are evaluated here, once, however often the network passes inside.
   * Synchronous, and what was bound before is bound again afterwards, so that nobody else sees it.
   */
  within<T>(work: () => T): T {
    if (this.#transformed.length === 0) return work();
    return bind(this.#evaluate(new Map()), work);
  }

  /** Runs `work` with other weights than the network's own; those that are transformed are so here, too. */
  withRaw<T>(raw: Values, work: () => T): T {
    const touched = this.#evaluate(raw, (step) => raw.has(step.weight));
    return bind(new Map([...raw, ...touched]), work);
  }

  /** Moves what transforms keep, before a step of the network's own player. */
  advance(): void {
    for (const { weight, steps } of this.#transformed) {
      const moving = steps.slice(0, steps.findLastIndex(({ value }) => value.next) + 1);
      tidy(() => {
        moving.reduce<Tensor>((raw, step, index) => {
          moved(step, raw);
          return index < moving.length - 1 ? applied(step, raw) : raw;
        }, weight.variable);
      });
    }
  }

  /** Makes the transformed weights the network's own, once and for all: for networks that no longer train. */
  bake(): void {
    for (const { weight, steps } of this.#transformed) {
      const final = tidy(() => steps.reduce<Tensor>((raw, step) => applied(step, raw), weight.variable));
      weight.variable.assign(final as never);
      final.dispose();
    }
    this.#transformed = [];
  }

  /** Evaluates transforms, of the weights' own numbers where `raw` has no others. */
  #evaluate(raw: Values, which: (one: TransformedWeight) => boolean = () => true): Values {
    return new Map(
      this.#transformed
        .filter(which)
        .map(({ weight, steps }) => [
          weight,
          steps.reduce((value, step) => applied(step, value), raw.get(weight) ?? weight.variable),
        ]),
    );
  }
}

function applied({ component, context, memory, value }: TransformStep, raw: Tensor): Tensor {
  return guarded({ component, hook: 'apply' }, () => value.apply(raw, memory, context));
}

/** Has a transform move what it keeps for a weight. */
function moved({ component, context, memory, value }: TransformStep, raw: Tensor): void {
  const next = guarded({ component, hook: 'next' }, () => value.next?.(raw, memory, context));
  for (const [name, tensor] of Object.entries(next ?? {}))
    memoryOf(component, memory, name, tensor).assign(tensor as never);
}

function memoryOf(component: string, memory: TransformStep['memory'], name: string, next: Tensor): Variable {
  const variable = memory[name];
  if (variable && variable.shape.join() === next.shape.join()) return variable;
  throw new PluginError(
    'GANX_PLUGIN_MEMORY',
    `The ${component} gave its memory "${name}" the shape [${next.shape.join(', ')}], but ${variable ? `declares [${variable.shape.join(', ')}]` : 'declares none of this name'}.`,
    { place: { component, hook: 'next' } },
  );
}

/** Has layers read other tensors than their variables while `work` runs. What layers write still goes to the variables. */
function bind<T>(values: Values, work: () => T): T {
  const before: { readonly bound: LayerVariable; readonly read: PropertyDescriptor | undefined }[] = [];
  try {
    for (const [{ bound }, tensor] of values) {
      if (!bound) continue;
      before.push({ bound, read: Object.getOwnPropertyDescriptor(bound, 'read') });
      Object.defineProperty(bound, 'read', { configurable: true, value: () => tensor });
    }
    return work();
  } finally {
    for (const { bound, read } of before.reverse()) {
      if (read) Object.defineProperty(bound, 'read', read);
      else delete (bound as { read?: unknown }).read;
    }
  }
}
