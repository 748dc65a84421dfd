import { definePlugin } from '@ganx/core/plugin';
import { precisionRecall } from './precision-recall.js';

/** What a spec that lists this plugin may name: `manifold/precision-recall`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-precision-recall', version: '0.1.0', namespace: 'manifold', ganxApi: '^0.1.0' },
  components: [precisionRecall],
});
