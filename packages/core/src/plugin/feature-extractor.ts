import type { Tensor } from '@tensorflow/tfjs-core';
import type { Component, ComponentDefinition, Defined } from './component.js';
import type { OptionsOf, OptionsSchema } from './options.js';

/** A loaded extractor. `extractFeatures` and `classify` of `@ganx/core/features` apply it to samples. */
export interface Features {
  /** Examples [N,...shape] in [0, 1] (images) or as they are (points) to features [N, size]. */
  features(examples: Tensor): Tensor;
  readonly size: number;
  /** Class scores [N, classes] for extractors that are classifiers. */
  logits?(examples: Tensor): Tensor;
  readonly classes?: number;
  /** Name and hash that stand beside every number made from these features. */
  readonly identity: { readonly name: string; readonly sha256: string };
  /** Called once, when the run is over: no tensor is left then. */
  dispose(): void;
}

/** What an extractor is loaded with: examples are of `exampleShape`, paths in options start from `directory`. */
export interface FeatureExtractorContext {
  readonly exampleShape: readonly number[];
  readonly directory: string;
}

/** What `defineFeatureExtractor` takes. */
export interface FeatureExtractorDefinition<S extends OptionsSchema | undefined = undefined>
  extends ComponentDefinition<S> {
  /** Whether it can read examples of this shape; a sentence says why not. */
  accepts(exampleShape: readonly number[]): true | string;
  /** How many classes its `logits` tell apart, as what `load` gives will say; left out: it is no classifier. */
  readonly classes?: number;
  /** Called once per run, when a metric or callback first asks. Weights come from the package, and their hash is checked. */
  load(options: OptionsOf<S>, context: FeatureExtractorContext): Promise<Features>;
}

/** As the registry keeps it. */
export interface FeatureExtractorComponent
  extends Component<'feature-extractor'>,
    Pick<FeatureExtractorDefinition<OptionsSchema>, 'accepts' | 'classes' | 'load'> {}

/**
 * What metrics compare examples by, for a metric's `features:`.
 *
 * ```ts
 * import { createHash } from 'node:crypto';
 * import { defineFeatureExtractor } from '@ganx/core/plugin';
 * import { mean } from '@tensorflow/tfjs-core';
 *
 * export const colours = defineFeatureExtractor({
 *   type: 'colours',
 *   description: 'The mean of each channel.',
 *   examples: [{ type: 'colours' }],
 *   accepts: (shape) => shape.length === 3 || `colours looks at images, not at [${shape.join(', ')}].`,
 *   load: async (_options, { exampleShape }) => ({
 *     size: exampleShape[2]!,
 *     identity: { name: 'colours', sha256: createHash('sha256').update('colours 1').digest('hex') },
 *     features: (examples) => mean(examples, [1, 2]),
 *     dispose: () => undefined,
 *   }),
 * });
 * ```
 */
export function defineFeatureExtractor<const S extends OptionsSchema | undefined = undefined>(
  definition: FeatureExtractorDefinition<S>,
): Defined<FeatureExtractorComponent, FeatureExtractorDefinition<S>, 'accepts' | 'load'> {
  return { kind: 'feature-extractor', ...definition } as never;
}
