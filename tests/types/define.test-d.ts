// What the `define` helpers promise to the authors of plugins, as types: `npm run types` fails where one is broken.
import {
  type AnyComponent,
  defineAugmentation,
  defineBalance,
  defineCallback,
  defineConditioning,
  defineDataset,
  defineFeatureExtractor,
  defineLauncher,
  defineLayer,
  defineLogger,
  defineLoss,
  defineMetric,
  defineNetwork,
  defineOptimizer,
  definePlugin,
  definePruner,
  defineRegularizer,
  defineSearch,
  defineStoppingRule,
  type Plugin,
} from '@ganx/core/plugin';
import { expectTypeOf } from 'vitest';

const options = {
  type: 'object',
  additionalProperties: false,
  required: ['units'],
  properties: {
    units: { description: 'A whole number that must be given.', type: 'integer' },
    rate: { description: 'A number with a default.', type: 'number', default: 0.1 },
    mode: { description: 'One of two words.', enum: ['fast', 'slow'], default: 'fast' },
    note: { description: 'May be left out.', type: 'string' },
    features: { description: 'A component.', 'x-ganx-component': 'feature-extractor' },
    inner: { description: 'Components.', 'x-ganx-component-list': 'layer' },
  },
} as const;
const about = {
  type: 'typed',
  description: 'Typed.',
  options,
  examples: [{ type: 'typed', units: 1 }],
} as const;

/** What a factory is given: defaults are there, what may be left out may be undefined, components are `{ type }`. */
interface Given {
  readonly units: number;
  readonly rate: number;
  readonly mode: 'fast' | 'slow';
  readonly note: string | undefined;
  readonly features: { readonly type: string } | undefined;
  readonly inner: readonly { readonly type: string }[] | undefined;
}
declare function given<O extends { [K in keyof Given]?: Given[K] }>(own: O): never;
declare const nothing: never;

// The options of each kind are those of its schema, in every function that is given them.
const components = [
  defineAugmentation({ ...about, create: (own) => given(own) }),
  defineBalance({ ...about, create: (own) => given(own) }),
  defineCallback({ ...about, create: (own) => given(own) }),
  defineConditioning({ ...about, create: (own) => given(own) }),
  defineDataset({ ...about, describe: async (own) => given(own), load: async (own) => given(own) }),
  defineFeatureExtractor({ ...about, accepts: () => true, load: async (own) => given(own) }),
  defineLauncher({ ...about, create: (own) => given(own) }),
  defineLayer({ ...about, create: (own) => given(own), outputRange: (own) => given(own) }),
  defineLogger({ ...about, open: (own) => given(own) }),
  defineLoss({ ...about, create: (own) => given(own) }),
  defineMetric({ ...about, measures: (own) => given(own), create: (own) => given(own) }),
  defineNetwork({ ...about, roles: ['generator'], layers: (own) => given(own) }),
  defineOptimizer({ ...about, create: (own) => given(own) }),
  definePruner({ ...about, create: (own) => given(own) }),
  defineRegularizer({ ...about, create: (own) => given(own) }),
  defineSearch({ ...about, create: (own) => given(own) }),
  defineStoppingRule({ ...about, create: (own) => given(own), monitors: (own) => given(own) }),
];

// Whatever a helper gives is a component of the registry, so that a plugin may hold any of them.
expectTypeOf(components[0]!).toExtend<AnyComponent>();
expectTypeOf(
  definePlugin({
    meta: { name: 'typed', version: '1.0.0', ganxApi: '^0.1.0', namespace: 'typed' },
    components,
  }),
).toEqualTypeOf<Plugin>();

defineBalance({
  ...about,
  create: ({ mode, rate, units, note, features }) => {
    expectTypeOf(units).toEqualTypeOf<number>();
    expectTypeOf(rate).toEqualTypeOf<number>();
    expectTypeOf(mode).toEqualTypeOf<'fast' | 'slow'>();
    expectTypeOf(note).toEqualTypeOf<string | undefined>();
    expectTypeOf(features!.type).toEqualTypeOf<string>();
    return nothing;
  },
});

// What is not in the schema is not in the options.
// @ts-expect-error -- there is no option `depth`
defineLoss({ ...about, create: (own) => given({ units: own.depth }) });

defineLoss({
  type: 'bare',
  description: 'Bare.',
  examples: [{ type: 'bare' }],
  // @ts-expect-error -- without a schema there are no options
  create: (own) => given({ units: own.units }),
});

// @ts-expect-error -- a component needs an example
defineLoss({ type: 'shown', description: 'None.', examples: [], create: () => nothing });

defineBalance({
  type: 'loose',
  description: 'Loose.',
  // @ts-expect-error -- options are closed
  options: { type: 'object', properties: {} },
  examples: [{ type: 'loose' }],
  create: () => nothing,
});

defineBalance({
  type: 'odd',
  description: 'Odd.',
  examples: [{ type: 'odd' }],
  // @ts-expect-error -- there is no phase of that name
  create: () => ({ next: () => ({ phase: 'critic', endsIteration: true, reason: 'odd' }) }),
});

// @ts-expect-error -- a dataset is described before it is loaded
defineDataset({
  type: 'undescribed',
  description: 'None.',
  examples: [{ type: 'undescribed' }],
  load: async () => nothing,
});
