import type { AnyComponent, Plugin } from '@ganx/core/plugin';
import { checksOf } from '../checks.js';
import { contextOf, type PluginSuiteOptions } from '../describe-plugin.js';

/** Claims that a component does not meet, with what the check said. */
export async function failures(
  component: AnyComponent,
  options: PluginSuiteOptions = {},
): Promise<Record<string, string>> {
  const plugin: Plugin = {
    meta: { name: 'test', version: '0.0.0', namespace: 'acme', ganxApi: '*' },
    components: [component],
  };
  const failed: Record<string, string> = {};
  for (const { claim, run } of checksOf(component, contextOf(plugin, options))) {
    try {
      await run();
    } catch (error) {
      failed[claim] = (error as Error).message;
    }
  }
  return failed;
}
