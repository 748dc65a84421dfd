import type {
  AnyComponent,
  ComponentKind,
  Json,
  LayerSpec,
  Plugin,
  Registry,
  SpecExample,
} from '@ganx/core/plugin';
import { ContractError, type Fault, Finding } from './fault.js';
import { resolveOptions } from './options.js';

/** One claim about a component; `run` throws where it does not hold. */
export interface Check {
  /** In the present tense, as `its schema is closed`. */
  readonly claim: string;
  /** What a component has that does not meet it. */
  readonly fault: Fault;
  run(): void | Promise<void>;
}

/** A claim that a component is known not to meet, and why. The suite fails when the claim holds again. */
export interface Deviation {
  readonly kind: ComponentKind;
  readonly type: string;
  readonly claim: string;
  readonly reason: string;
}

/** A TensorFlow.js backend to compare with the reference; a `Compute` of the engine is one. */
export interface OtherBackend {
  readonly backend: string;
  /** Registers it where needed, and makes it the active one. */
  activate(): Promise<void>;
}

/** Where the usual does not suit a component. */
export interface Hint {
  /** A layer's input shape without the batch; left out: the first of [6] and [4,4,2] that it takes. */
  readonly input?: readonly number[];
  /** What to check instead of the examples: smaller ones, or ones with fewer kinks for finite differences to step over. */
  readonly examples?: readonly SpecExample[];
  /** Why the component cannot be tried here, as `needs a download`: its definition is checked, the rest is not. */
  readonly skip?: string;
}

/** Hints by `kind type`. */
export type Hints = { readonly [component: string]: Hint };

/** What the checks may use beside the component itself. */
export interface CheckContext {
  /** The plugin under test, and those whose components its examples may name. */
  readonly plugins: readonly Plugin[];
  /** Their components. */
  readonly registry: Registry;
  readonly hints: Hints;
  /** Folder that relative paths in options are resolved against. */
  readonly directory: string;
  /** Backends to compare with the reference. */
  readonly backends: readonly OtherBackend[];
}

export const nameOf = ({ kind, type }: AnyComponent): string => `${kind} ${type}`;

export const hintFor = (component: AnyComponent, { hints }: CheckContext): Hint =>
  hints[nameOf(component)] ?? {};

/** The component's address in the registry: its type, below its plugin's namespace. */
export function addressOf(component: AnyComponent, registry: Registry): string {
  const found = registry.list(component.kind).find((entry) => entry.component === component);
  if (!found) throw new Error(`The ${nameOf(component)} is not in the registry.`);
  return found.address;
}

/** The examples to try, as a spec writes them. */
export function examplesOf(component: AnyComponent, context: CheckContext): LayerSpec[] {
  const examples = hintFor(component, context).examples ?? component.examples;
  const type = addressOf(component, context.registry);
  return examples.map((example) => ({ ...example, type }));
}

/** Options as the factory gets them, for each example. */
export function optionsOf(component: AnyComponent, context: CheckContext): Record<string, Json>[] {
  return examplesOf(component, context).map((example) =>
    resolveOptions(component, example, context.registry),
  );
}

/** Makes checks that judge every one of some subjects; these are made once, when first needed. */
export function judgeEach<T>(subjects: () => readonly T[] | Promise<readonly T[]>) {
  let made: readonly T[] | Promise<readonly T[]> | undefined;
  return (fault: Fault, claim: string, judge: (subject: T) => void | Promise<void>): Check => ({
    fault,
    claim,
    async run() {
      made ??= subjects();
      for (const subject of await made) await judge(subject);
    },
  });
}

/** The same check, throwing a `ContractError` that names the component, the fault and what to do. */
export function explained(component: AnyComponent, { claim, fault, run }: Check): Check {
  return {
    claim,
    fault,
    async run() {
      try {
        await run();
      } catch (cause) {
        if (cause instanceof Finding) throw new ContractError(component, fault, claim, cause.message);
        const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : `It threw ${String(cause)}`;
        throw new ContractError(component, 'throws', claim, said, { cause });
      }
    },
  };
}

/** Equal to the bit: NaN equals NaN, and 0 is not -0. */
export function sameBits(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (!Object.is(one[i], other[i])) return false;
  return true;
}
