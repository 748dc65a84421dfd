import { definePlugin } from '@ganx/core/plugin';
import { relativistic } from './relativistic.js';

/** What a spec that lists this plugin may name: `rivals/relativistic`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-relativistic', version: '0.1.0', namespace: 'rivals', ganxApi: '^0.1.0' },
  components: [relativistic],
});
