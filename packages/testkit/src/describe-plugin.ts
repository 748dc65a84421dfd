import { type AnyComponent, type Plugin, Registry } from '@ganx/core/plugin';
import { registerSecondDerivatives } from 'tfjs-second-derivatives';
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type CheckContext,
  type Deviation,
  type Hints,
  hintFor,
  nameOf,
  type OtherBackend,
} from './check.js';
import { checksOf } from './checks.js';

export interface PluginSuiteOptions {
  /** Plugins whose components examples may name. */
  readonly beside?: readonly Plugin[];
  /** Claims that are known not to hold, each with its reason. */
  readonly deviations?: readonly Deviation[];
  /** By `kind type`, where the usual inputs or the examples do not suit. */
  readonly hints?: Hints;
  /** Folder that relative paths in options are resolved against. */
  readonly directory?: string;
  /** Backends to compare with the reference. */
  readonly backends?: readonly OtherBackend[];
}

/** What the checks of a plugin may use. */
export function contextOf(plugin: Plugin, options: PluginSuiteOptions = {}): CheckContext {
  const { beside = [], hints = {}, directory = process.cwd(), backends = [] } = options;
  const plugins = [...beside.filter((other) => other !== plugin), plugin];
  return { plugins, registry: Registry.of(...plugins), hints, directory, backends };
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
  const { deviations = [] } = options;
  const context = contextOf(plugin, options);
  beforeAll(async () => {
    await setBackend('cpu');
    registerSecondDerivatives();
  });
  for (const component of plugin.components) {
    describe(nameOf(component), () => describeComponent(component, context, deviations));
  }
  test('every deviation and every hint is about a component of this plugin', () => {
    const claims = plugin.components.flatMap((component) =>
      checksOf(component, context).map(({ claim }) => `${nameOf(component)}: ${claim}`),
    );
    for (const { kind, type, claim } of deviations) expect(claims).toContain(`${kind} ${type}: ${claim}`);
    const names = plugin.components.map(nameOf);
    for (const name of Object.keys(options.hints ?? {})) expect(names).toContain(name);
  });
}

/** The suite of one component on its own, as a plugin of nothing else. */
export function describeComponentAlone(component: AnyComponent, options: PluginSuiteOptions = {}): void {
  const meta = { name: nameOf(component), version: '0.0.0', namespace: 'alone', ganxApi: '*' };
  describePlugin({ meta, components: [component] }, options);
}

function describeComponent(
  component: AnyComponent,
  context: CheckContext,
  deviations: readonly Deviation[],
): void {
  const { skip } = hintFor(component, context);
  if (skip !== undefined) test.skip(`what it does: ${skip}`, () => undefined);
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
