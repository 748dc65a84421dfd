import { join } from 'node:path';
import { PluginError, RunIoError } from '@ganx/core';
import { loadSweep, type SweepRequest, type SweepState, type ValidSweep } from '@ganx/core/sweep';
import { judge } from '../compose/load.js';
import { type AdmitPlugins, makeRegistry } from '../compose/registry.js';
import { stateOf } from '../compose/state-of.js';
import { LocatedSpecError } from '../errors/located-spec-error.js';
import { admitStored } from '../plugins/admit-stored.js';
import { isLauncherSealed } from '../plugins/run-seal.js';

type Changes = NonNullable<SweepRequest['changes']>;

/** Loads and checks a sweep file; throws all its problems at once, each with its place. */
export async function loadSweepFile(
  file: string,
  experiment: string | undefined,
  changes: Changes,
  admit?: AdmitPlugins,
): Promise<ValidSweep> {
  const loaded = await loadSweep({
    file,
    changes,
    ...(experiment === undefined ? {} : { experiment }),
    env: process.env,
    registry: (plugins, directory) => makeRegistry(plugins, directory, admit),
    judge,
    stateOf,
  });
  if (!loaded.valid) throw new LocatedSpecError(loaded.problems, loaded.sources);
  return loaded;
}

/**
 * The sweep of a folder: the file as it was stored, with the experiment where it was. The folder may come from anywhere, and
 * it says where the experiment is and how trials are started: plugins run, and a launcher takes options, only if this user
 * began the sweep with them, or with consent.
 *
 * Errors     PluginError GANX_PLUGIN_UNTRUSTED, GANX_PLUGIN_CHANGED; RunIoError GANX_SWEEP_JOURNAL.
 */
export async function reloadSweep(
  folder: string,
  { header }: SweepState,
  { changes, acceptPlugins }: { readonly changes: Changes; readonly acceptPlugins: boolean },
): Promise<ValidSweep> {
  if (!header) {
    throw new RunIoError(
      'GANX_SWEEP_JOURNAL',
      `${folder} has an empty journal: the sweep was killed before it began. Start it anew.`,
      {
        place: { path: folder },
      },
    );
  }
  const stored = { plugins: header.plugins ?? [], pluginSeal: header.pluginSeal };
  const mend = 'Put it back as it was, or start a new sweep.';
  const admit = admitStored(folder, stored, { what: 'sweep', acceptPlugins, mend });
  const file = join(folder, 'sweep.yaml');
  const sweep = await loadSweepFile(file, header.experiment, { ...changes, name: header.name }, admit);
  const { launcher } = sweep.spec;
  if (acceptPlugins || isLauncherSealed(launcher, header.launcherSeal)) return sweep;
  throw new PluginError(
    'GANX_PLUGIN_UNTRUSTED',
    `The sweep would start its trials by the launcher ${JSON.stringify(launcher)}, but nothing shows that you began it so on this machine: it was begun elsewhere, or its folder was changed since. Nothing was started. If you trust these options, say --accept-plugins.`,
    { place: { path: file } },
  );
}
