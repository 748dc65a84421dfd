import { ganxApi } from '@ganx/core/plugin';
import satisfies from 'semver/functions/satisfies.js';
import { installedPlugins } from '../plugins/installed.js';
import type { Finding } from './finding.js';

/** Packages of this project that call themselves plugins, and whether they were written for these contracts. None is loaded. */
export function examinePlugins(directory: string): Finding[] {
  return installedPlugins(directory).map(({ name, version, namespace, api }) => {
    const types = namespace === undefined ? '' : `, types ${namespace}/...`;
    if (api === undefined)
      return {
        name,
        ok: true,
        detail: `${version}${types}; does not say which plugin contracts it was written for`,
      };
    const ok = satisfies(ganxApi, api);
    const mend = ok ? '' : `: it was written for the plugin contracts ${api}, this ganx has ${ganxApi}`;
    return { name, ok, detail: `${version}${types}${mend}` };
  });
}
