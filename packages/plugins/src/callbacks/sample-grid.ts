import { type CallbackContext, defineCallback } from '@ganx/core/plugin';
import type { Canvas } from './canvas.js';
import { drawImageGrid } from './draw-image-grid.js';
import { drawScatter } from './draw-scatter.js';
import { pictureName, writePicture } from './write-picture.js';

interface Options {
  readonly rows?: number;
  readonly columns: number;
  readonly scale: number;
  readonly gap: number;
  readonly points: number;
  readonly size: number;
}

/** The random stream of the latents; the same at every tick, so that pictures of different iterations compare. */
const stream = 'sample-grid';

/**
 * Pictures of what the generator makes from latents that stay the same: `samples/<iteration>.png` in the run's folder, and to
 * all loggers under the tag `samples`.
 *
 * Images     a grid. Conditional: each row is a class, from the first; otherwise `rows` x `columns` samples.
 * Points     generated points (red) over as many real ones (grey).
 * Weights    those that the sampler uses: averaged where the spec has `ema`.
 */
export const sampleGrid = defineCallback({
  type: 'sample-grid',
  description:
    'Draws samples from fixed latents: a grid of images (rows are classes when conditional), or a scatter plot of points.',
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      rows: {
        description:
          'Rows of the grid. Left out: one for each class (at most 20) when conditional, otherwise 8.',
        type: 'integer',
        minimum: 1,
        maximum: 100,
      },
      columns: {
        description: 'Samples in each row.',
        type: 'integer',
        minimum: 1,
        maximum: 100,
        default: 10,
      },
      scale: {
        description: 'Edge of the square that a pixel of a sample becomes, in pixels.',
        type: 'integer',
        minimum: 1,
        maximum: 16,
        default: 2,
      },
      gap: {
        description: 'Width of the lines between samples, in pixels.',
        type: 'integer',
        minimum: 0,
        maximum: 16,
        default: 2,
      },
      points: {
        description: 'Generated and real points in a scatter plot.',
        type: 'integer',
        minimum: 1,
        maximum: 100_000,
        default: 2500,
      },
      size: {
        description: 'Width and height of a scatter plot, in pixels.',
        type: 'integer',
        minimum: 64,
        maximum: 4096,
        default: 512,
      },
    },
  },
  examples: [{ type: 'sample-grid' }, { type: 'sample-grid', every: 1000, columns: 16, scale: 1 }],
  create(options) {
    let drawn = -1;
    return {
      async tick(context) {
        const { iteration } = context.counters;
        if (iteration === drawn) return;
        drawn = iteration;
        const canvas =
          context.data.info.shape.length === 3
            ? await imageGrid(options, context)
            : await scatter(options, context);
        const image = await canvas.png();
        await writePicture(
          context,
          `samples/${pictureName(iteration)}`,
          image,
          `samples at iteration ${iteration}, ${context.sampler.weights} weights`,
        );
        context.log.image('samples', image);
      },
    };
  },
});

async function imageGrid(
  { rows, columns, scale, gap }: Options,
  { sampler, data, range }: CallbackContext,
): Promise<Canvas> {
  const drawn = sampler.conditional ? classesDrawn(sampler, data) : [];
  const count = columns * (rows ?? (drawn.length > 0 ? Math.min(drawn.length, 20) : 8));
  const labels =
    drawn.length > 0
      ? Int32Array.from({ length: count }, (_, i) => drawn[Math.floor(i / columns) % drawn.length]!)
      : undefined;
  const samples = await sampler.sample({ count, stream, ...(labels ? { labels } : {}) });
  return drawImageGrid(samples, range ?? [0, 1], { columns, scale, gap });
}

/** Each class has a row, whatever its share; one without training examples has nothing to show. */
function classesDrawn(
  { classShares }: CallbackContext['sampler'],
  { info }: CallbackContext['data'],
): readonly number[] {
  const all = Array.from({ length: info.classes ?? 0 }, (_, label) => label);
  return all.filter((label) => (classShares?.[label] ?? 1) > 0);
}

async function scatter(
  { points, size }: Options,
  { sampler, data, examples }: CallbackContext,
): Promise<Canvas> {
  const count = Math.min(points, data.train.size);
  const fake = await sampler.sample({ count, stream });
  const real = examples(
    'train',
    Int32Array.from({ length: count }, (_, i) => Math.floor((i * data.train.size) / count)),
  );
  return drawScatter(real, fake, size);
}
