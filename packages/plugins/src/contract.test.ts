import { describePlugin } from '@ganx/testkit';
import { builtins } from './index.js';

describePlugin(builtins, {
  deviations: [
    {
      kind: 'pruner',
      type: 'hyperband',
      claim: 'its option names are camelCase',
      reason: "It takes W&B's early_terminate as it is written in its sweep files: min_iter, max_iter.",
    },
  ],
  hints: {
    'layer reshape': { input: [12544] },
    // The documented examples have hundreds of kinks, which finite differences step over.
    'layer maxout': { examples: [{ type: 'maxout', units: 4, pieces: 3 }] },
    'layer residual': {
      examples: [
        { type: 'residual', layers: [{ type: 'swish' }, { type: 'conv', filters: 2, kernel: 3 }] },
        { type: 'residual', layers: [{ type: 'tanh' }, { type: 'conv', filters: 3, kernel: 3, stride: 2 }] },
        { type: 'residual', layers: [{ type: 'conv-transpose', filters: 3, kernel: 4, stride: 2 }] },
      ],
    },
    'launcher slurm': { skip: 'it needs a cluster; tests/slurm starts one and runs this suite on it' },
    'dataset idx': { skip: 'its examples name files; its own test writes some' },
    'metric frechet-distance': {
      examples: [{ type: 'frechet-distance', features: { type: 'pixels' }, samples: 64, split: 'heldOut' }],
    },
    'metric classifier-agreement': {
      examples: [{ type: 'classifier-agreement', features: { type: 'lenet-mnist' }, samples: 32 }],
    },
    // Its documented examples want more held-out examples than the small training has.
    'metric parzen': {
      examples: [
        { type: 'parzen', samples: 64, validation: 8 },
        { type: 'parzen', samples: 64, sigma: 0.1 },
      ],
    },
    'callback projector': {
      examples: [
        { type: 'projector', samples: 16 },
        { type: 'projector', samples: 16, features: { type: 'pixels' } },
      ],
    },
  },
});
