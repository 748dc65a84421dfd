import { defineCallback } from '@ganx/core/plugin';

/**
 * The layers of both networks as graphs, once at the start of a run.
 *
 * Made from the models that train, so that what is shown is what was built: presets and blocks appear as the layers that they
 * became, conditioning as the layers that it added.
 */
export const graph = defineCallback({
  type: 'graph',
  description: 'Logs the layers of both networks as graphs, once.',
  examples: [{ type: 'graph' }],
  create: () => ({
    on: {
      'run-start': ({ resumedAt }, { networks, log }) => {
        if (resumedAt !== undefined) return;
        log.graph({
          generator: networks.generator.modelJson(),
          discriminator: networks.discriminator.modelJson(),
        });
      },
    },
  }),
});
