import { defineConditioning, type Side, type StepView } from '@ganx/core/plugin';
import {
  add,
  argMax,
  cast,
  equal,
  logSoftmax,
  mean,
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor,
} from '@tensorflow/tfjs-core';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { labelOptions, labelVector, withLabels } from '../layers/label-input.js';

/**
 * The discriminator is not told the class: a second output names it, from the features of its last hidden layer, and both
 * networks want it to be named rightly (ACGAN).
 *
 *   ce(x, y)   = -log softmax(classes(x))[y]
 *   D lowers   weight * ( mean ce(real, y) + mean ce(fake, y) )     without the second part when fake: false
 *   G lowers   weight * mean ce(fake, y)
 *
 * Stats      accuracy: share of real examples whose class is named; accuracy-fake: of generated ones.
 * Gradient   reaches the discriminator with the classifier, and the generator through it.
 * Stability  log-softmax of logits; finite for all finite logits.
 * Note       it pulls samples to the middle of their class and away from borders: diversity within classes suffers.
 * Source     Odena, Olah & Shlens 2017, arXiv:1610.09585; weight 1 and the classifier on real examples alone (fake: false) as
 *            in PyTorch-StudioGAN.
 */
export const auxiliaryClassifier = defineConditioning({
  type: 'auxiliary-classifier',
  description: 'The discriminator names the class, and both networks want it named rightly (ACGAN).',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      weight: {
        description: 'Weight of the classification beside the game, above 0.',
        type: 'number',
        exclusiveMinimum: 0,
        default: 1,
        'x-ganx-schedulable': true,
      },
      fake: {
        description: 'Whether the discriminator also learns to name the classes of generated examples.',
        type: 'boolean',
        default: true,
      },
      inject: {
        description:
          'input: the label joins the latents of the generator; manual: only layers like concat-labels use it there.',
        type: 'string',
        enum: ['input', 'manual'],
        default: 'input',
      },
      embedding: labelOptions.embedding,
    },
  },
  examples: [{ type: 'auxiliary-classifier' }, { type: 'auxiliary-classifier', weight: 0.5, fake: false }],
  source: 'Odena, Olah & Shlens 2017, arXiv:1610.09585',
  needs: ['labels'],
  create: (options) => ({
    conditional: true,
    reads: ['generator'],
    ...(options.inject === 'input' && {
      input: (x, context) =>
        withLabels(
          x,
          labelVector(options, [], context, 'conditioning auxiliary-classifier'),
          { maps: 'learned', channels: 1 },
          context,
        ),
    }),
    term: {
      heads: {
        classes: (features, { name, classes, inputShape }) => {
          const flat =
            inputShape.length === 1
              ? features
              : (layers.flatten({ name: `${name}/flat` }).apply(features) as SymbolicTensor);
          return layers.dense({ name: `${name}/logits`, units: classes! }).apply(flat) as SymbolicTensor;
        },
      },
      reads: ['labels'],
      stats: { discriminator: ['accuracy', 'accuracy-fake'] },
      discriminator(step) {
        const [ofReal, ofFake] = [named(step, step.real), named(step, step.fake)];
        const lowered = options.fake ? add<Scalar>(ofReal.entropy, ofFake.entropy) : ofReal.entropy;
        return {
          loss: mul<Scalar>(lowered, step.value(options.weight)),
          stats: { accuracy: ofReal.accuracy, 'accuracy-fake': ofFake.accuracy },
        };
      },
      generator: (step) => mul<Scalar>(named(step, step.fake).entropy, step.value(options.weight)),
    },
  }),
});

/** Mean cross-entropy of a side's classes, and the share that is named rightly. */
function named(step: StepView, side: Side): { readonly entropy: Scalar; readonly accuracy: Scalar } {
  const logits = step.answer(side).head('classes'); // [B,K]
  const labels = side.labels!;
  const right: Tensor = equal(argMax(logits, 1), argMax(labels, 1));
  return {
    entropy: neg<Scalar>(mean(sum(mul(labels, logSoftmax(logits)), 1))),
    accuracy: mean<Scalar>(cast(right, 'float32')),
  };
}
