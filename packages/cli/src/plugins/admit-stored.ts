import { PluginError } from '@ganx/core';
import { comparePlugins, type PluginRecord } from '@ganx/core/plugin';
import type { FoundPlugin } from '../compose/registry.js';
import { isSealed } from './run-seal.js';

/** What a run's manifest or a sweep's journal says of the plugins that it began with. */
export interface StoredPlugins {
  readonly plugins: readonly PluginRecord[];
  readonly pluginSeal?: string | undefined;
}

export interface Consent {
  /** Left out: a run. */
  readonly what?: 'run' | 'sweep';
  /** Run the plugins although nothing shows that this user began the run or sweep. */
  readonly acceptPlugins: boolean;
  /** Told that a plugin has changed since, and it runs all the same. Left out: it does not. */
  readonly onChange?: (message: string) => void;
  /** What to do about a plugin that has changed. */
  readonly mend?: string;
}

/**
 * Decides, before any of them runs, about the plugins that a stored run lists. The folder of a run may come from anywhere, so its
 * word is not enough: they must be those that this user began the run with (`sealPlugins`), or listed on this command line,
 * or accepted.
 *
 * Errors     PluginError GANX_PLUGIN_UNTRUSTED, GANX_PLUGIN_CHANGED.
 */
export function admitStored(
  folder: string,
  { plugins, pluginSeal }: StoredPlugins,
  {
    what = 'run',
    acceptPlugins,
    onChange,
    mend = 'Put it back as it was, or say --allow-different-bits.',
  }: Consent,
) {
  return (found: readonly FoundPlugin[]): void => {
    const stored = found.flatMap(({ listed, origin }) => (listed.by === 'command line' ? [] : [origin]));
    const changes = comparePlugins(plugins, stored);
    const added = changes.filter(({ what }) => what === 'added');
    const trusted = stored.length === 0 || (added.length === 0 && isSealed(plugins, pluginSeal));
    if (!trusted && !acceptPlugins) {
      const list = stored.map(
        ({ entry, reference, sha256 }) => `"${reference}" (${entry}, sha256 ${sha256.slice(0, 12)})`,
      );
      const why =
        added.length > 0
          ? `its spec lists plugins that it did not begin with (${added.map(({ reference }) => `"${reference}"`).join(', ')})`
          : 'nothing shows that you began it on this machine: it was begun elsewhere, or its folder was changed since';
      throw new PluginError(
        'GANX_PLUGIN_UNTRUSTED',
        `The ${what} would load ${list.join(', ')}, but ${why}. No plugin was loaded. If you trust this code, say --accept-plugins.`,
        { place: { path: folder } },
      );
    }
    const changed = changes.filter(({ what }) => what === 'changed');
    if (onChange) for (const { message } of changed) onChange(message);
    else if (changed.length > 0) {
      throw new PluginError(
        'GANX_PLUGIN_CHANGED',
        `${changed.map(({ message }) => message).join(' ')} No plugin was loaded. ${mend}`,
        { place: { path: folder } },
      );
    }
  };
}
