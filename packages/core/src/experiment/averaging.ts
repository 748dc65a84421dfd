import { openMoving, type PropertySchema, type Registry } from '../plugin/index.js';
import { skeletonAt } from '../spec/skeleton.js';
import type { ExperimentSpec } from '../spec/types.js';
import { memo } from './named.js';
import type { Averaging, Named } from './opened.js';

/** The averaging of weights that `ema:` asks for. Its numbers are opened when they are first asked for. */
export function openAveraging(registry: Registry, own: NonNullable<ExperimentSpec['ema']>): Named<Averaging> {
  const properties = skeletonAt(['ema'])!.properties as { readonly [name: string]: PropertySchema };
  const opened = memo(() => openMoving({ ...own }, properties, registry, 'ema'));
  return {
    component: 'ema',
    type: 'ema',
    place: 'ema',
    get value() {
      return opened().options as unknown as Averaging;
    },
    get moving() {
      return opened().moving;
    },
  };
}
