import { PluginError } from '@ganx/core';
import { classify } from '@ganx/core/features';
import { defineMetric } from '@ganx/core/plugin';

/**
 * Share of generated examples that a classifier assigns to the class that they were asked for.
 *
 *   agreement = (1/N) sum_i [ argmax_c logits(G(z_i, y_i))_c = y_i ]
 *
 * Classes    y_i as the framework's option `classes` says: as often as the training examples have them, or each alike.
 *
 * Reads      1 does not mean good samples: the classifier's own errors bound it from above, and one sample per class repeated reaches it.
 */
export const classifierAgreement = defineMetric({
  type: 'classifier-agreement',
  description: 'Share of conditional samples that a classifier assigns to the class they were asked for.',
  options: {
    type: 'object',
    additionalProperties: false,
    required: ['features'],
    properties: {
      features: {
        description: 'Feature extractor that is a classifier of the same classes.',
        'x-ganx-component': 'feature-extractor',
      },
      samples: {
        description: 'Number of generated examples.',
        type: 'integer',
        minimum: 1,
        default: 1000,
        'x-ganx-counts': 'examples',
      },
    },
  },
  examples: [{ type: 'classifier-agreement', features: { type: 'lenet-mnist' } }],
  needs: ['conditioning', 'labels'],
  measures: () => [{ name: 'classifier-agreement', goal: 'maximize' }],
  fits({ features }, { info, extractor }) {
    const { type } = features;
    const { classes } = extractor(type);
    // That the data has classes at all is among the needs.
    if (info.classes === undefined || info.classes === classes) return undefined;
    const seen =
      classes === undefined
        ? `"${type}" is no classifier.`
        : `The data has ${info.classes} classes and "${type}" tells ${classes} apart.`;
    return { option: 'features.type', message: `${seen} Name a classifier of the data's classes.` };
  },
  cost: ({ samples }) => ({ samples }),
  create({ features, samples: count }) {
    return {
      async evaluate(context) {
        const { sampler, data, range, seed, signal } = context;
        const extractor = await context.features(features);
        const { classes } = data.info;
        if (classes === undefined || classes !== extractor.classes) {
          throw new PluginError(
            'GANX_METRIC_CLASSES',
            `classifier-agreement: the data has ${classes ?? 'no'} classes and ${extractor.identity.name} tells ${extractor.classes ?? 'none'} apart. Name a classifier of the data's classes.`,
          );
        }
        const stream = 'classifier-agreement';
        const samples = await sampler.sample({ count, stream });
        const guesses = await classify(extractor, samples, range, signal);
        const value = guesses.filter((guess, i) => guess === samples.labels![i]).length / count;
        const provenance = {
          samples: count,
          extractor: extractor.identity.name,
          extractorSha256: extractor.identity.sha256,
          seed,
          stream,
          weights: sampler.weights,
          dataset: data.fingerprint,
        };
        return [{ name: 'classifier-agreement', value, goal: 'maximize', provenance }];
      },
    };
  },
});
