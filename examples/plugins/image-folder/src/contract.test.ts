import { fileURLToPath } from 'node:url';
import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import plugin from './index.js';

// The component's examples name folders; `directory` is where they start, as the spec's folder is in a run.
describePlugin(plugin, { beside: [builtins], directory: fileURLToPath(new URL('..', import.meta.url)) });
