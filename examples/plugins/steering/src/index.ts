import { definePlugin } from '@ganx/core/plugin';
import { integral } from './integral.js';

/** What a spec that lists this plugin may name: `steering/integral`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-steering', version: '0.1.0', namespace: 'steering', ganxApi: '^0.1.0' },
  components: [integral],
});
