import type { Advice, AdviceContext } from './advice.js';
import type { Json } from './json.js';
import type { ComponentKind, OptionsOf, OptionsSchema } from './options.js';

/** What a component asks of the experiment it stands in; checked before anything trains. */
export type Need =
  | 'labels' // the dataset has class labels
  | 'conditioning' // the generator can be asked for a class
  | 'images' // examples are [H,W,C]
  | 'held-out' // the dataset has a held-out split
  | 'mixture' // the dataset knows its true modes
  | 'second-order-gradients'; // every discriminator layer must be twice differentiable

/** What every component has, whatever its kind. */
export interface ComponentDefinition<S extends OptionsSchema | undefined> {
  /** Kebab-case; third-party plugins are addressed as `namespace/type`. */
  readonly type: string;
  /** One sentence, shown in editors, `ganx plugins` and the reference pages. */
  readonly description: string;
  /** No schema means no options. */
  readonly options?: S;
  /** At least one `{ type, ...options }` that is valid as it stands. */
  readonly examples: readonly [SpecExample, ...SpecExample[]];
  /** Where the idea comes from: a paper or a pinned source. */
  readonly source?: string;
  readonly needs?: readonly Need[];
  /** The codes of the advice that it gives, each with a sentence that says what it is about. */
  readonly adviceCodes?: { readonly [code: string]: string };
  /**
   * What is known to go badly with these options in this experiment; empty for nothing. Called by `ganx check` when the
   * networks are built, whatever else was found; it computes nothing in tensors and does not throw.
   */
  advice?(options: OptionsOf<S>, context: AdviceContext): readonly Advice[];
  /** With these options it keeps the slope of the discriminator that it stands in or acts on bounded (a Lipschitz bound). */
  boundsSlope?(options: OptionsOf<S>): boolean;
}

/** A component as a spec writes it. */
export type SpecExample = { readonly type: string; readonly [option: string]: Json };

/** A component of some kind, as the registry keeps it. */
export interface Component<K extends ComponentKind = ComponentKind>
  extends ComponentDefinition<OptionsSchema> {
  readonly kind: K;
}

/** A component as its `define` function gives it: `F`, its functions, still know the type of their options. */
export type Defined<C, D, F extends keyof C & keyof D> = Omit<C, F> & Pick<D, F>;

/** State that belongs in a checkpoint. A component without state leaves both out. */
export interface Stateful {
  /**
   * Everything that later calls depend on, as plain JSON: no NaN, no infinity, no typed arrays. Called at every checkpoint,
   * between steps, and of a metric before each evaluation; it changes nothing.
   */
  save?(): Json;
  /**
   * What `save` gave, and may be typed as that: `load(saved: State)` of a `type State`. Called on a fresh instance of the same
   * options, before anything else of it is; on a metric also when an evaluation was broken off, to go back to before it. So it
   * replaces all that was there.
   */
  load?(state: Json): void;
}
