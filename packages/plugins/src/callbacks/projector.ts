import { extractFeatures } from '@ganx/core/features';
import { type CallbackContext, defineCallback, type Samples } from '@ganx/core/plugin';
import { drawImageGrid } from './draw-image-grid.js';
import { spreadIndices } from './spread-indices.js';

const stream = 'projector';
/** Pictures wider than this are refused by browsers. */
const widestSprite = 8192;

/**
 * Samples as points of a space, each with its picture, for TensorBoard's Projector.
 *
 * Latents    without `features`: the latent of each sample.
 * Features   with it: features of samples beside those of as many real examples (held-out ones where there are any). Clouds that
 *            do not meet show what the generator does not reach, points in one place a collapse.
 * Columns    `from` (generated, real) and, where known, `class`.
 * Points     are those of the latest tick; the Projector page has no time.
 */
export const projector = defineCallback({
  type: 'projector',
  description:
    "Logs samples as points for TensorBoard's Projector: their latents, or features beside real ones.",
  options: {
    type: 'object',
    additionalProperties: false,
    properties: {
      samples: {
        description: 'Number of generated samples.',
        type: 'integer',
        minimum: 2,
        maximum: 10_000,
        default: 200,
      },
      features: {
        description: 'Feature extractor that places samples and real examples. Left out: latents.',
        'x-ganx-component': 'feature-extractor',
      },
    },
  },
  examples: [{ type: 'projector' }, { type: 'projector', every: 5000, features: { type: 'lenet-mnist' } }],
  create: ({ samples: count, features }) => ({
    async tick(context) {
      if (features) await logFeatures(count, features, context);
      else await logLatents(count, context);
    },
  }),
});

async function logLatents(count: number, context: CallbackContext): Promise<void> {
  const { sampler, log } = context;
  const samples = await draw(count, context);
  log.embedding({
    name: 'latents',
    vectors: samples.latents!,
    dimensions: sampler.latentSize,
    labels: { from: Array<string>(count).fill('generated'), ...classColumn(samples, context) },
    ...(await spriteOf(samples, context)),
  });
}

async function logFeatures(
  wanted: number,
  own: { readonly type: string },
  context: CallbackContext,
): Promise<void> {
  const { data, examples, features, range, log } = context;
  const split = data.heldOut ? 'heldOut' : 'train';
  const { size } = data[split]!;
  const count = Math.min(wanted, size);
  const real = examples(split, spreadIndices(count, size));
  const fake = await draw(count, context);
  const both: Samples = {
    values: joined(fake.values, real.values),
    count: 2 * count,
    shape: fake.shape,
    ...(fake.labels && real.labels ? { labels: Int32Array.of(...fake.labels, ...real.labels) } : {}),
  };
  const { values, columns } = await extractFeatures(await features(own), both, range);
  const from = Array.from({ length: 2 * count }, (_, i) => (i < count ? 'generated' : 'real'));
  log.embedding({
    name: `features of ${own.type}`,
    vectors: values,
    dimensions: columns,
    labels: { from, ...classColumn(both, context) },
    ...(await spriteOf(both, context)),
  });
}

/** Samples of the same latents and classes at every tick; the classes as often as the data have them. */
const draw = (count: number, { sampler }: CallbackContext): Promise<Samples> =>
  sampler.sample({ count, stream });

function classColumn({ labels }: Samples, { data }: CallbackContext): Record<string, string[]> {
  if (!labels) return {};
  const { classNames } = data.info;
  return { class: Array.from(labels, (label) => classNames?.[label] ?? String(label)) };
}

async function spriteOf(samples: Samples, { range, data }: CallbackContext) {
  const [height, width] = data.info.shape;
  const columns = Math.ceil(Math.sqrt(samples.count));
  if (data.info.shape.length !== 3 || columns * Math.max(width!, height!) > widestSprite) return {};
  const { png } = await drawImageGrid(samples, range ?? [0, 1], { columns, scale: 1, gap: 0 }).png();
  return { sprite: { png, width: width!, height: height! } };
}

function joined(a: Float32Array, b: Float32Array): Float32Array {
  const whole = new Float32Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
