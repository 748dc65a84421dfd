import { defineCallback, type Probe } from '@ganx/core/plugin';
import { drawAdviceArrows, drawAdviceGrid } from './draw-advice.js';
import { sumOfSquares } from './norm.js';
import { spreadIndices } from './spread-indices.js';
import { pictureName, writePicture } from './write-picture.js';

/** Real points behind the arrows. */
const realPoints = 1000;

/**
 * The discriminator's advice, all that the generator ever learns from: how its loss changes with each pixel of what it made.
 *
 *   advice_b = d loss_G(sample b) / d sample_b
 *
 * Images     each sample beside its advice, `samples/advice-<iteration>.png` and to all loggers under the tag `advice`: red where the
 *            loss falls if the pixel grows, blue where it falls if the pixel shrinks.
 * Points     an arrow from each generated point the way that its loss falls.
 * Scalars    `advice/norm`, the mean over the batch of sqrt( sum_hwc advice^2 ); `advice/scale`, the size that has full colour (or a whole
 *            arrow): that of the 99th in 100 pixels shown.
 * Samples    the same latents at every tick, classes as often as the data have them; the live weights, in training mode.
 * Reads      advice that fades to nothing while the discriminator tells all right: the generator has nothing to learn from. Advice of the
 *            same shape on all samples: it points at one mode.
 * Values     that are not finite give a warning and no picture.
 */
export const adviceMaps = defineCallback({
  type: 'advice-maps',
  description:
    "Draws the discriminator's advice: each sample beside the gradient of the generator's loss by its pixels.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Samples in the picture; at most `data.batchSize` are there. Of points all are shown.',
        type: 'integer',
        minimum: 1,
        maximum: 1000,
        default: 16,
      },
      columns: {
        description: 'Samples in each row, each with its advice.',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 4,
      },
      scale: {
        description: 'Edge of the square that a pixel of a sample becomes, in pixels.',
        type: 'integer',
        minimum: 1,
        maximum: 16,
        default: 2,
      },
      gap: {
        description: 'Width of the lines between pictures, in pixels.',
        type: 'integer',
        minimum: 0,
        maximum: 16,
        default: 2,
      },
      size: {
        description: 'Width and height of a plot of points, in pixels.',
        type: 'integer',
        minimum: 64,
        maximum: 4096,
        default: 512,
      },
    },
  },
  examples: [{ type: 'advice-maps' }, { type: 'advice-maps', every: 1000, samples: 10, columns: 5 }],
  create: ({ samples, size, ...layout }) => ({
    async tick(context) {
      const { counters, data, examples, log, range } = context;
      const probe = await context.probe();
      const norm = meanNorm(probe);
      log.scalars({ 'advice/norm': norm });
      if (!Number.isFinite(norm) || !probe.fake.values.every(Number.isFinite)) {
        context.warn('GANX_ADVICE_NUMBERS', 'advice-maps: the advice is not finite; no picture is made.');
        return;
      }
      const isImage = probe.fake.shape.length === 3;
      const { canvas, scale } = isImage
        ? drawAdviceGrid(probe, range ?? [0, 1], Math.min(samples, probe.fake.count), layout)
        : drawAdviceArrows(
            probe,
            examples('train', spreadIndices(Math.min(realPoints, data.train.size), data.train.size)),
            size,
          );
      log.scalars({ 'advice/scale': scale });
      const image = await canvas.png();
      const mark = isImage ? 'full colour' : 'a whole arrow';
      await writePicture(
        context,
        `samples/advice-${pictureName(counters.iteration)}`,
        image,
        `advice at iteration ${counters.iteration}, ${mark} is ${scale.toPrecision(3)}`,
      );
      log.image('advice', { ...image, description: isImage ? readingOfImages : readingOfPoints });
    },
  }),
});

const readingOfImages =
  "Each sample beside the discriminator's advice for it: **red** where the generator's loss falls if the pixel grows, **blue** where it falls if the pixel shrinks. Full colour is `advice/scale` of the same step.";
const readingOfPoints =
  "Generated points (red) among real ones (grey), with an arrow the way that the generator's loss falls. A whole arrow is `advice/scale` of the same step.";

function meanNorm({ fake, advice }: Probe): number {
  const size = advice.length / fake.count;
  let sum = 0;
  for (let b = 0; b < fake.count; b++)
    sum += Math.sqrt(sumOfSquares(advice.subarray(b * size, (b + 1) * size)));
  return sum / fake.count;
}
