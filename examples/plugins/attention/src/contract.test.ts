import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import plugin from './index.js';

describePlugin(plugin, { beside: [builtins] });
