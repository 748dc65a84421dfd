import { definePlugin, type Plugin } from '@ganx/core/plugin';
import { constant } from './balance/constant.js';

/** The built-in components. */
export const builtins: Plugin = definePlugin({
  meta: { name: '@ganx/plugins', version: '0.1.0', ganxApi: '^0.1.0' },
  components: [constant],
});
