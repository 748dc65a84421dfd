import { definePlugin } from '@ganx/core/plugin';
import { adviceAlarm } from './advice-alarm.js';

/** What a spec that lists this plugin may name: `watch/advice-alarm`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-advice-alarm', version: '0.1.0', namespace: 'watch', ganxApi: '^0.1.0' },
  components: [adviceAlarm],
});
