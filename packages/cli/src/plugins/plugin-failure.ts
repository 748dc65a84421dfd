import { PluginError } from '@ganx/core';
import type { PluginCode } from '@ganx/core/plugin';

/** Why a plugin that a spec lists cannot be used. `detail` goes on after `The plugin "x" cannot be used: `. */
export function pluginFailure(
  code: PluginCode | 'GANX_PLUGIN_NOT_FOUND',
  reference: string,
  detail: string,
  details: { readonly path?: string; readonly cause?: unknown } = {},
): PluginError {
  const { path, cause } = details;
  return new PluginError(code, `The plugin "${reference}" cannot be used: ${detail}`, {
    place: path === undefined ? {} : { path },
    cause,
  });
}
