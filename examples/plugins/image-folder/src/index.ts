import { definePlugin } from '@ganx/core/plugin';
import { imageFolder } from './image-folder.js';

/** What a spec that lists this plugin may name: `files/image-folder`. */
export default definePlugin({
  meta: { name: 'ganx-plugin-image-folder', version: '0.1.0', namespace: 'files', ganxApi: '^0.1.0' },
  components: [imageFolder],
});
