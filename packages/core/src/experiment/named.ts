import { OptionsError } from '../errors.js';
import type { ComponentKind, ComponentOf, Moving, OptimizerContext, Registry } from '../plugin/index.js';
import { openOptions } from '../spec/open-options.js';
import type { ComponentSpec } from '../spec/types.js';
import { guarded } from './guard.js';
import type { Named } from './opened.js';

/** Kinds whose factories take options and no more than what opens the optimizers among them. */
const byOptionsAlone = [
  'augmentation',
  'balance',
  'callback',
  'conditioning',
  'loss',
  'metric',
  'optimizer',
  'regularizer',
  'stopping-rule',
  'weight-transform',
] as const satisfies readonly ComponentKind[];

export type MadeByOptions = (typeof byOptionsAlone)[number];

export const isMadeByOptions = (kind: ComponentKind): kind is MadeByOptions =>
  (byOptionsAlone as readonly ComponentKind[]).includes(kind);

/** What the factory of a kind makes. */
export type Made<K extends MadeByOptions> = ReturnType<ComponentOf[K]['create']>;

/** A component that is made from its options when it is first asked for, and never again; with what else is known of it. */
export function named<K extends MadeByOptions, X extends object = object>(
  registry: Registry,
  kind: K,
  place: string,
  own: ComponentSpec,
  more?: X,
): Named<Made<K>> & X {
  const component = `${kind} ${own.type}`;
  const made = memo(() => {
    const definition = registry.get(kind, own.type) as unknown as {
      create(options: unknown, context: OptimizerContext): Made<K>;
    };
    const { options, moving } = openOptions(registry, kind, own, place);
    const parts: Moving[] = [];
    const context: OptimizerContext = {
      optimizer(part, at) {
        const opened = named(registry, 'optimizer', `${place}.${at}`, part as ComponentSpec);
        const value = blamedAt(at, () => opened.value);
        parts.push(...opened.moving);
        return value;
      },
    };
    const value = guarded({ component, hook: 'create' }, () => definition.create(options, context));
    return { value, moving: [...moving, ...parts] };
  });
  const about: Named<Made<K>> = {
    component,
    type: own.type,
    place,
    get value() {
      return made().value;
    },
    get moving() {
      return made().moving;
    },
  };
  return Object.assign(about, more);
}

/** What a part says of its options is said of them where they stand. */
function blamedAt<T>(at: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof OptionsError) throw new OptionsError(`${at}.${error.option}`, error.message);
    throw error;
  }
}

/** Calls `make` at most once; what it gave or threw is given or thrown again. */
export function memo<T>(make: () => T): () => T {
  let made: { readonly value: T } | { readonly error: unknown } | undefined;
  return () => {
    if (!made) {
      try {
        made = { value: make() };
      } catch (error) {
        made = { error };
      }
    }
    if ('error' in made) throw made.error;
    return made.value;
  };
}
