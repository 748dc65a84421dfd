import { type AnyComponent, type Plugin, Registry } from '@ganx/core/plugin';
import '@tensorflow/tfjs-backend-cpu';
import { correctGradients } from '@ganx/core/gradients';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CheckContext, type Deviation, nameOf } from './check.js';
import { checksOf } from './checks.js';

export interface PluginSuiteOptions {
  /** Plugins whose components examples may name. */
  readonly beside?: readonly Plugin[];
  /** Claims that are known not to hold, each with its reason. */
  readonly deviations?: readonly Deviation[];
  /** Hints by layer type, where the usual inputs or the examples do not suit. */
  readonly layers?: CheckContext['layers'];
}

/**
 * Registers the contract suite of a plugin with vitest: one describe block per component, one test per claim, on the
 * reference backend. Call it at the top of a test file:
 *
 *   describePlugin(myPlugin, { beside: [builtins] });
 *
 * A deviation turns its test around: the test passes as long as the claim fails, so that no deviation outlives its reason.
 */
export function describePlugin(plugin: Plugin, options: PluginSuiteOptions = {}): void {
  const { beside = [], deviations = [], layers = {} } = options;
  const context: CheckContext = { registry: Registry.of(...beside, plugin), layers };
  beforeAll(async () => {
    await setBackend('cpu');
    correctGradients();
  });
  for (const component of plugin.components) {
    describe(nameOf(component), () => describeComponent(component, context, deviations));
  }
  test('every deviation names a claim about a component of this plugin', () => {
    const claims = plugin.components.flatMap((component) =>
      checksOf(component, context).map(({ claim }) => `${nameOf(component)}: ${claim}`),
    );
    for (const { kind, type, claim } of deviations) expect(claims).toContain(`${kind} ${type}: ${claim}`);
  });
}

function describeComponent(
  component: AnyComponent,
  context: CheckContext,
  deviations: readonly Deviation[],
): void {
  for (const { claim, run } of checksOf(component, context)) {
    const deviation = deviations.find(
      (known) => known.kind === component.kind && known.type === component.type && known.claim === claim,
    );
    if (!deviation) {
      test(claim, () => run());
      continue;
    }
    test(`does not hold: ${claim} (${deviation.reason})`, async () => {
      await expect(
        Promise.resolve().then(run),
        'the claim holds now; remove the deviation',
      ).rejects.toThrow();
    });
  }
}
