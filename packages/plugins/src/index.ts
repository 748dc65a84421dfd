import { definePlugin, type Plugin } from '@ganx/core/plugin';
import { augmentations } from './augmentations/index.js';
import { balances } from './balance/index.js';
import { callbacks } from './callbacks/index.js';
import { conditionings } from './conditioning/index.js';
import { datasets } from './datasets/index.js';
import { featureExtractors } from './features/index.js';
import { launchers } from './launchers/index.js';
import { layers } from './layers/index.js';
import { loggers } from './loggers/index.js';
import { losses } from './losses/index.js';
import { metrics } from './metrics/index.js';
import { networks } from './networks/index.js';
import { optimizers } from './optimizers/index.js';
import { pruners } from './pruners/index.js';
import { regularizers } from './regularizers/index.js';
import { schedules } from './schedules/index.js';
import { searches } from './search/index.js';
import { stoppingRules } from './stopping/index.js';
import { weightTransforms } from './weights/index.js';

/** The built-in components. */
export const builtins: Plugin = definePlugin({
  meta: { name: '@ganx/plugins', version: '0.1.0', ganxApi: '^0.1.0' },
  components: [
    ...augmentations,
    ...balances,
    ...callbacks,
    ...conditionings,
    ...datasets,
    ...featureExtractors,
    ...launchers,
    ...layers,
    ...loggers,
    ...losses,
    ...metrics,
    ...networks,
    ...optimizers,
    ...pruners,
    ...regularizers,
    ...schedules,
    ...searches,
    ...stoppingRules,
    ...weightTransforms,
  ],
});

/** How the pictures of `sample-grid` are drawn. */
export { drawImageGrid, type GridLayout } from './callbacks/draw-image-grid.js';
/** The layers that plain TensorFlow.js does not have: register them with `tf.serialization.registerClass` to load an export. */
export { MinibatchStd } from './layers/minibatch-std.js';
export { BilinearUpsample } from './layers/upsample.js';
