import { definePlugin } from '@ganx/core/plugin';
import { sagan } from './sagan.js';
import { namespace, selfAttention } from './self-attention.js';

/** What a spec that lists this plugin may name: the layer `attention/self-attention`, the networks `attention/sagan`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-attention', version: '0.1.0', namespace, ganxApi: '^0.1.0' },
  components: [selfAttention, sagan],
});
