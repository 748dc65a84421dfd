import type { AnyComponent, ComponentKind, LayerSpec, Registry } from '@ganx/core/plugin';

/** One claim about a component; `run` throws where it does not hold. */
export interface Check {
  /** In the present tense, as `its schema is closed`. */
  readonly claim: string;
  run(): void | Promise<void>;
}

/** A claim that a component is known not to meet, and why. The suite fails when the claim holds again. */
export interface Deviation {
  readonly kind: ComponentKind;
  readonly type: string;
  readonly claim: string;
  readonly reason: string;
}

/** What the checks may use beside the component itself. */
export interface CheckContext {
  /** All components that examples may name, the built-in ones included. */
  readonly registry: Registry;
  /** Hints by layer type, where the usual does not suit. */
  readonly layers: Readonly<Record<string, LayerHint>>;
}

export interface LayerHint {
  /** Input shape without the batch; left out: the first of [6] and [4,4,2] that the layer takes. */
  readonly input?: readonly number[];
  /** What to check instead of the examples: smaller ones, or ones with fewer kinks for finite differences to step over. */
  readonly examples?: readonly LayerSpec[];
}

export const nameOf = ({ kind, type }: AnyComponent): string => `${kind} ${type}`;
