import { builtins } from '@ganx/plugins';
import { describePlugin } from '@ganx/testkit';
import plugin from './index.js';

describePlugin(plugin, {
  beside: [builtins],
  // The suite trains half a dozen times with every example and measures at every iteration: thousands of samples would
  // take it minutes. These are what it tries instead.
  hints: {
    'metric precision-recall': {
      examples: [
        { type: 'precision-recall', features: { type: 'pixels' }, samples: 30 },
        { type: 'precision-recall', features: { type: 'pixels' }, samples: 12, neighbours: 20 },
      ],
    },
  },
});
