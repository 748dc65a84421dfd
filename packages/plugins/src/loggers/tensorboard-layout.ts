import type { Json } from '@ganx/core/plugin';
import type { CustomScalarsCategory, CustomScalarsChart, CustomScalarsLayout } from 'tensorboard-writer-ts';

/**
 * The Custom Scalars page of a GAN: first the game (both losses, the discriminator's opinion of real and of generated
 * examples, the steps that the balance gives to each), then each metric beside its best value, then what only matters when
 * something is wrong, folded. Charts of what a callback logs are there if the callback is.
 */
export function ganLayout(spec: Json): CustomScalarsLayout {
  const {
    metrics = [],
    regularizers = [],
    callbacks = [],
  } = spec as {
    readonly callbacks?: readonly { readonly type: string }[];
    readonly metrics?: readonly { readonly type: string }[];
    readonly regularizers?: readonly object[];
  };
  const penalty: CustomScalarsChart[] =
    regularizers.length > 0 ? [{ title: 'Penalties', tags: ['loss/penalty'] }] : [];
  const charts = (type: string, ...made: readonly CustomScalarsChart[]) =>
    callbacks.some((callback) => callback.type === type) ? made : [];
  const game: CustomScalarsCategory = {
    title: 'The game',
    charts: [
      { title: 'Losses', tags: ['loss/discriminator', 'loss/generator'] },
      {
        title: "Discriminator's opinion of real and generated",
        tags: ['opinion/real', 'opinion/generated'],
      },
      { title: 'Share that the discriminator tells right', tags: ['opinion/accuracy'] },
      {
        title: 'Balance: steps per iteration',
        tags: ['balance/discriminator-steps', 'balance/generator-steps'],
      },
      ...charts('advice-maps', { title: "Norm of the discriminator's advice", tags: ['advice/norm'] }),
    ],
  };
  const quality: CustomScalarsCategory = {
    title: 'Quality',
    charts: [...new Set(metrics.map(({ type }) => type))].map((type) => ({
      title: type,
      tags: [new RegExp(`^(best/)?${type.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(/.+)?$`)],
    })),
  };
  const machinery: CustomScalarsCategory = {
    title: 'Machinery',
    closed: true,
    charts: [
      { title: 'Learning rates', tags: ['learning-rate/discriminator', 'learning-rate/generator'] },
      ...penalty,
      ...charts('gradient-histograms', {
        title: 'Norm of the gradients',
        tags: ['gradient-norm/discriminator', 'gradient-norm/generator'],
      }),
      ...charts('weight-histograms', {
        title: 'Norm of the weights',
        tags: ['weight-norm/discriminator', 'weight-norm/generator'],
      }),
      { title: 'Iterations per second', tags: ['time/iterations-per-second'] },
      ...charts('progress', { title: 'Images per second', tags: ['time/images-per-second'] }),
    ],
  };
  return { categories: [game, ...(quality.charts.length > 0 ? [quality] : []), machinery] };
}
