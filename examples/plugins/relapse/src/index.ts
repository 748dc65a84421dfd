import { definePlugin } from '@ganx/core/plugin';
import { relapse } from './relapse.js';

/** What a spec that lists this plugin may name: `guard/relapse`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-relapse', version: '0.1.0', namespace: 'guard', ganxApi: '^0.1.0' },
  components: [relapse],
});
